import type { ReactNode } from "react";
import { SubmitButton } from "./button.tsx";
import { PageHeader } from "./page-header.tsx";
import { type Post, PostForm } from "./post-form.tsx";

interface AskFirstProps {
  title: ReactNode;
  context: ReactNode;
  confirm: string;
  variant?: "primary" | "danger";
  fields?: Readonly<Record<string, string>>;
  cancelHref: string;
  post: Post<unknown>;
  /** The thing itself, where its name says too little. */
  children?: ReactNode;
}

/** Posts to its own URL: without scripts, it takes the place of `ConfirmDialog`. */
export function AskFirst({
  title,
  context,
  confirm,
  variant = "danger",
  fields = {},
  cancelHref,
  post,
  children,
}: AskFirstProps) {
  return (
    <div className="page-narrow">
      <PageHeader title={title} context={context} />
      <div className="grid gap-4">
        {children}
        <PostForm post={post} className="grid gap-4">
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <div className="flex flex-wrap gap-2">
            <SubmitButton variant={variant}>{confirm}</SubmitButton>
            <a className="button button-ghost" href={cancelHref}>
              Cancel
            </a>
          </div>
        </PostForm>
      </div>
    </div>
  );
}
