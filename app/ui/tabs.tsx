import { useLocation } from "react-router";

interface TabsProps {
  /** What the pages have in common, for screen readers. */
  label: string;
  items: readonly { href: string; label: string }[];
}

/** Links between the pages of one area, such as settings. The most exact address that fits is the current one. */
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
