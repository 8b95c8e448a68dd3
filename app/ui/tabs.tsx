import { useLocation } from "react-router";

interface TabsProps {
  label: string;
  items: readonly { href: string; label: string }[];
}

export function Tabs({ label, items }: TabsProps) {
  const { pathname } = useLocation();
  const current = items
    .filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`))
    .reduce((best, { href }) => (href.length > best.length ? href : best), "");
  return (
    <nav className="tabs" aria-label={label}>
      {items.map((item) => (
        <a key={item.href} href={item.href} aria-current={item.href === current ? "page" : undefined}>
          {item.label}
        </a>
      ))}
    </nav>
  );
}
