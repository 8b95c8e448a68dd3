import { type KeyboardEvent, type SubmitEvent, type ToggleEvent, useEffect, useRef, useState } from "react";
import { hueOf } from "#app/domain/tenant/hue.ts";
import { checkIcon, plusIcon, switchIcon } from "./icons.tsx";
import { TenantMark } from "./mark.tsx";
import { PostForm, usePost } from "./post-form.tsx";

export interface SwitcherEntry {
  id: string;
  slug: string;
  name: string;
  role: string;
  hue?: number | null;
}

function entriesIn(popover: HTMLElement): HTMLElement[] {
  return [...popover.querySelectorAll<HTMLElement>("[data-entry]")];
}

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const entries = entriesIn(event.currentTarget);
  const search = event.currentTarget.querySelector("input");
  const at = entries.indexOf(event.target as HTMLElement);
  const isInSearch = event.target === search;
  if (event.key === "ArrowDown") (entries[at + 1] ?? entries[0])?.focus();
  else if (event.key === "ArrowUp") (at === 0 ? search : at < 0 ? entries.at(-1) : entries[at - 1])?.focus();
  else if (event.key === "Home" && !isInSearch) entries[0]?.focus();
  else if (event.key === "End" && !isInSearch) entries.at(-1)?.focus();
  else {
    const isTyped = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey;
    if (at >= 0 && isTyped) search?.focus();
    return;
  }
  event.preventDefault();
}

/** Each entry is a button of one form that posts to `/switch`, so that only the search needs scripts. */
export function Switcher({
  current,
  tenants,
}: {
  current: SwitcherEntry;
  tenants: readonly SwitcherEntry[];
}) {
  const popover = useRef<HTMLDivElement>(null);
  const switching = usePost();
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLowerCase();
  const shown = wanted
    ? tenants.filter((tenant) => `${tenant.name}\n${tenant.slug}`.toLowerCase().includes(wanted))
    : tenants;

  useEffect(() => {
    const openByKey = (event: globalThis.KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== "k" ||
        !(event.metaKey || event.ctrlKey) ||
        event.shiftKey ||
        event.altKey
      )
        return;
      event.preventDefault();
      // In a narrow window the rail is a popover too, and has to open first.
      const rail = document.getElementById("rail");
      if (rail && !rail.checkVisibility()) rail.showPopover();
      popover.current?.togglePopover();
    };
    document.addEventListener("keydown", openByKey);
    return () => document.removeEventListener("keydown", openByKey);
  }, []);

  const onToggle = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState === "open") event.currentTarget.querySelector("input")?.focus();
    else setQuery("");
  };

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    // Enter in the search presses the first match; without one there is nothing to send.
    if (shown.length === 0) event.preventDefault();
    else popover.current?.hidePopover();
  };

  return (
    <div>
      <button
        type="button"
        className="rail-button"
        popoverTarget="switcher"
        aria-haspopup="dialog"
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          popover.current?.showPopover();
        }}
      >
        <TenantMark tenant={current} />
        <span className="rail-text">
          <span dir="auto">{current.name}</span>
        </span>
        <span className="sr-only">switch workspace</span>
        {switchIcon}
      </button>
      <div
        ref={popover}
        id="switcher"
        popover="auto"
        role="dialog"
        aria-label="Switch workspace"
        className="switcher"
        onToggle={onToggle}
        onKeyDown={moveFocus}
      >
        <PostForm post={switching} action="/switch" className="contents" onSubmit={onSubmit}>
          <search>
            <input
              type="search"
              className="input"
              aria-label="Find a workspace"
              placeholder="Find a workspace"
              autoComplete="off"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
          </search>
          <ul>
            {shown.map((tenant) => (
              <li key={tenant.slug} data-door={hueOf(tenant)}>
                <button
                  type="submit"
                  name="tenant"
                  value={tenant.slug}
                  data-entry
                  aria-current={tenant.slug === current.slug ? "true" : undefined}
                  className="switcher-entry"
                >
                  <TenantMark tenant={tenant} />
                  <span className="rail-text">
                    <span dir="auto">{tenant.name}</span>
                    <span>{tenant.role}</span>
                  </span>
                  {tenant.slug === current.slug ? checkIcon : null}
                </button>
              </li>
            ))}
          </ul>
          <p role="status" className={shown.length === 0 ? "px-2 py-3 text-muted" : "sr-only"}>
            {shown.length === 0 ? "No workspace has this name." : wanted ? `${shown.length} found` : null}
          </p>
        </PostForm>
        <hr className="menu-line" />
        <a href="/new" data-entry className="menu-item">
          {plusIcon}Create a workspace
        </a>
      </div>
    </div>
  );
}
