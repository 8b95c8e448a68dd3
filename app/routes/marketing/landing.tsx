import { useTheme } from "#app/routes/use-theme.ts";
import { Mark } from "#app/ui/mark.tsx";
import { usePlainLinks } from "#app/ui/plain-links.ts";
import { SkipLink } from "#app/ui/skip-link.tsx";
import { ThemeSwitch } from "#app/ui/theme-switch.tsx";
import { Houses } from "./houses.tsx";

const points = [
  {
    title: "A workspace for each team",
    text: "Projects, a board and a list of tasks, comments and due dates, at an address of its own. One account is enough for all of your workspaces; a menu takes you from one to the next.",
  },
  {
    title: "Walls that hold",
    text: "Every request passes three checks, and the last is the database's own. Somebody without access learns nothing, not even that a workspace exists.",
  },
  {
    title: "Yours to run",
    text: "One command starts all of it, its PostgreSQL included. When you outgrow one machine, settings point to larger parts; the code stays as it is.",
  },
];

export function Landing({ canSignUp }: { canSignUp: boolean }) {
  usePlainLinks();
  return (
    <div className="app-shell">
      <SkipLink />
      <header className="topbar">
        <span className="flex items-center gap-2 font-semibold">
          <Mark height={20} />
          <span className="max-[15rem]:sr-only">Rowhouse</span>
        </span>
        <a href="/login" className="button button-ghost ml-auto">
          Sign in
        </a>
      </header>
      <main id="main" tabIndex={-1} className="page">
        <section className="mx-auto grid max-w-[584px] justify-items-center gap-6 py-8 text-center md:py-16">
          <Houses />
          <h1 className="text-2xl">One roof, a door for every team</h1>
          <p className="max-w-[52ch] text-lg text-muted text-balance">
            Rowhouse keeps the projects and tasks of each team or customer in a workspace of their own, and
            takes you from door to door without signing in again.
          </p>
          <p className="flex flex-wrap justify-center gap-2">
            {canSignUp ? (
              <a href="/signup" className="button button-primary">
                Create an account
              </a>
            ) : null}
            <a href="/login" className={canSignUp ? "button button-secondary" : "button button-primary"}>
              Sign in
            </a>
          </p>
          {canSignUp ? null : <p className="text-sm text-muted">Accounts here are made by invitation.</p>}
        </section>
        <div className="grid gap-6 md:grid-cols-3">
          {points.map(({ title, text }) => (
            <section key={title} className="card card-body">
              <h2 className="text-lg">{title}</h2>
              <p className="mt-2 text-muted text-pretty">{text}</p>
            </section>
          ))}
        </div>
        <footer className="mt-16 flex flex-wrap items-center justify-between gap-4 text-sm text-muted">
          <p>Rowhouse is open source, under the MIT license.</p>
          <div className="w-48">
            <ThemeSwitch theme={useTheme() ?? "system"} />
          </div>
        </footer>
      </main>
    </div>
  );
}
