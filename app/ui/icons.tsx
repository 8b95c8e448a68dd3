/* From lucide (ISC); elements made once, for as components each would cost every request two calls. */
import type { ReactNode } from "react";

function draw(paths: ReactNode) {
  return (
    <svg
      aria-hidden="true"
      width="16"
      height="16"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {paths}
    </svg>
  );
}

const path = (d: string) => draw(<path d={d} />);

export const dashboardIcon = path(
  "M4 3h5a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM15 3h5a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM15 12h5a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-5a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM4 16h5a1 1 0 0 1 1 1v3a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-3a1 1 0 0 1 1-1z",
);
export const projectsIcon = path(
  "M4 20h16a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-7.93a2 2 0 0 1-1.66-.9l-.82-1.2A2 2 0 0 0 7.93 3H4a2 2 0 0 0-2 2v13c0 1.1.9 2 2 2ZM8 10v4M12 10v2M16 10v6",
);
export const membersIcon = path(
  "M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2M16 3.128a4 4 0 0 1 0 7.744M22 21v-2a4 4 0 0 0-3-3.87M13 7a4 4 0 1 1-8 0a4 4 0 0 1 8 0",
);
export const settingsIcon = path(
  "M9.671 4.136a2.34 2.34 0 0 1 4.659 0 2.34 2.34 0 0 0 3.319 1.915 2.34 2.34 0 0 1 2.33 4.033 2.34 2.34 0 0 0 0 3.831 2.34 2.34 0 0 1-2.33 4.033 2.34 2.34 0 0 0-3.319 1.915 2.34 2.34 0 0 1-4.659 0 2.34 2.34 0 0 0-3.32-1.915 2.34 2.34 0 0 1-2.33-4.033 2.34 2.34 0 0 0 0-3.831A2.34 2.34 0 0 1 6.35 6.051a2.34 2.34 0 0 0 3.319-1.915M15 12a3 3 0 1 1-6 0a3 3 0 0 1 6 0",
);
export const switchIcon = path("m7 15 5 5 5-5M7 9l5-5 5 5");
export const moreIcon = path(
  "M13 12a1 1 0 1 1-2 0a1 1 0 0 1 2 0M20 12a1 1 0 1 1-2 0a1 1 0 0 1 2 0M6 12a1 1 0 1 1-2 0a1 1 0 0 1 2 0",
);
export const checkIcon = path("M20 6 9 17l-5-5");
export const plusIcon = path("M5 12h14M12 5v14");
export const menuIcon = path("M4 5h16M4 12h16M4 19h16");
export const closeIcon = path("M18 6 6 18M6 6l12 12");
export const accountIcon = path("M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2M16 7a4 4 0 1 1-8 0a4 4 0 0 1 8 0");
export const signOutIcon = path("m16 17 5-5-5-5M21 12H9M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4");
export const operatorIcon = path("M4 21v-7M4 10V3M12 21v-9M12 8V3M20 21v-5M20 12V3M2 14h4M10 8h4M18 16h4");
export const warningIcon = path(
  "m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3M12 9v4M12 17h.01",
);
export const infoIcon = path("M22 12a10 10 0 1 1-20 0a10 10 0 0 1 20 0M12 16v-4M12 8h.01");
export const errorIcon = path("M22 12a10 10 0 1 1-20 0a10 10 0 0 1 20 0M12 8v4M12 16h.01");
export const successIcon = path("M22 12a10 10 0 1 1-20 0a10 10 0 0 1 20 0M9 12l2 2 4-4");
