/* Drawn as in lucide (ISC); elements made once, since a board shows many. */

export const gripIcon = (
  <svg aria-hidden="true" width="16" height="16" viewBox="0 0 24 24" fill="currentColor">
    <path d="M9 4a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3M15 4a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3M9 10.5a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3M15 10.5a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3M9 17a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3M15 17a1.5 1.5 0 1 1 0 3a1.5 1.5 0 0 1 0-3" />
  </svg>
);

export const commentIcon = (
  <svg
    aria-hidden="true"
    width="14"
    height="14"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <path d="M21 15a2 2 0 0 1-2 2H7l-4 4V5a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2z" />
  </svg>
);
