import { type Pages, pageRange } from "./pages.ts";

interface PaginationProps extends Pages {
  hrefOf: (page: number) => string;
}

export function Pagination({ hrefOf, ...pages }: PaginationProps) {
  const { pageCount, firstRow, lastRow, previous, next } = pageRange(pages);
  if (pageCount === 1) return null;
  const count = (rows: number) => rows.toLocaleString("en");
  return (
    <nav className="pagination" aria-label="Pages">
      <span>
        {count(firstRow)}–{count(lastRow)} of {count(pages.total)}
        {pages.isMore && "+"}
      </span>
      <span className="flex gap-2">
        <PageLink href={previous === null ? undefined : hrefOf(previous)} rel="prev" label="Previous" />
        <PageLink href={next === null ? undefined : hrefOf(next)} rel="next" label="Next" />
      </span>
    </nav>
  );
}

// A link without a URL stays, dimmed: the other one must not jump under the pointer.
function PageLink({ href, rel, label }: { href: string | undefined; rel: string; label: string }) {
  return (
    <a
      href={href}
      rel={rel}
      role={href ? undefined : "link"}
      aria-disabled={href ? undefined : true}
      className="button button-secondary button-small"
    >
      {label}
    </a>
  );
}
