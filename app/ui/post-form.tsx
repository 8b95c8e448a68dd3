import {
  type ComponentProps,
  type RefObject,
  type SubmitEvent,
  use,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { useFetcher, useLocation } from "react-router";
import { AccountContext } from "./account-context.ts";
import { Alert } from "./alert.tsx";
import { useFocusFirstError } from "./focus-first-error.ts";
import type { FormAnswer } from "./form-answer.ts";
import { formFailure } from "./form-failure.ts";
import { SendingContext } from "./sending-context.ts";
import { toast } from "./toast-store.ts";
import { useDraft } from "./use-draft.ts";
import { useRouteScripts } from "./use-route-scripts.ts";

export interface Post<Answer> {
  fetcher: ReturnType<typeof useFetcher<unknown>>;
  /** The newest answer: with scripts in place, without them from the document. */
  answer: Answer;
}

/** For one `PostForm`. @param ofDocument the route's `actionData`, if the form posts to its own page */
export function usePost<Answer = FormAnswer | undefined>(ofDocument?: Answer): Post<Answer> {
  // The router keeps a route's components from one address to the next.
  const fetcher = useFetcher<unknown>({ key: useId() + useLocation().pathname });
  return { fetcher, answer: (fetcher.data ?? ofDocument) as Answer };
}

interface PostFormProps extends Pick<ComponentProps<"form">, "className" | "children" | "onSubmit"> {
  post: Post<unknown>;
  /** Absent: the page's own URL. */
  action?: string;
  /** False: what is typed isn't kept over a reload. */
  keepsDraft?: boolean;
}

/**
 * Every form that changes something. With scripts it stays as it is, and so does the page, until it is done: whatever
 * happens meanwhile is said below it (app/middleware/keep-page.ts), and it can be sent again.
 */
export function PostForm({ post, action, keepsDraft = true, children, onSubmit, ...rest }: PostFormProps) {
  const { fetcher } = post;
  const [isUnsent, setIsUnsent] = useState(false);
  const answered = isRefusal(post.answer) ? post.answer : undefined;
  const answer = isUnsent ? unsent : answered;
  const accountId = use(AccountContext);
  const form = useRef<HTMLFormElement>(null);
  useFocusFirstError(form, answer);
  const draft = useDraft(form, { action, isKept: keepsDraft, isAnswered: answer !== undefined });
  useDone(post, () => {
    draft.forget();
    form.current?.reset();
  });
  useTellUnseen(form, answer);

  const scripts = useRouteScripts(action);
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    if (fetcher.state !== "idle") return event.preventDefault();
    onSubmit?.(event);
    if (event.defaultPrevented) return;
    fetcher.reset();
    setIsUnsent(false);
    if (scripts.areLoaded()) return;
    event.preventDefault();
    const { currentTarget, nativeEvent } = event;
    scripts.load().then(
      () => currentTarget.requestSubmit(nativeEvent.submitter),
      () => setIsUnsent(true),
    );
  };

  return (
    <fetcher.Form
      key={useLocation().pathname}
      {...rest}
      method="post"
      action={action}
      ref={form}
      noValidate
      onSubmit={send}
      onInput={draft.keep}
      // So that they are there when it is sent. If not, sending it says so.
      onFocus={() => scripts.load().catch(() => undefined)}
    >
      <SendingContext value={fetcher.formData}>{children}</SendingContext>
      {accountId ? <input type="hidden" name="as" value={accountId} /> : null}
      {draft.isBack ? (
        <p className="field-note" role="status">
          What you typed before is back.{" "}
          <button type="button" className="link" onClick={draft.discard}>
            Discard it
          </button>
        </p>
      ) : null}
      <FormProblem answer={answer} />
    </fetcher.Form>
  );
}

const unsent = formFailure(new TypeError("A script of the form can't be loaded"));

export function isRefusal(answer: unknown): answer is FormAnswer {
  return typeof answer === "object" && answer !== null && "errors" in answer;
}

function FormProblem({ answer }: { answer: FormAnswer | undefined }) {
  const [problem] = answer?.errors[""] ?? answer?.errors.version ?? [];
  if (!problem) return null;
  return (
    <Alert kind="error">
      {problem}
      {answer?.isSignedOut ? (
        <>
          {" "}
          <a className="link" href="/login" target="_blank" rel="noreferrer">
            Sign in
          </a>
        </>
      ) : null}
    </Alert>
  );
}

/** A post is done once the router loads what it changed, without a refusal. */
function useDone({ fetcher }: Post<unknown>, done: () => void): void {
  const isDone = useRef(false);
  const { state, formData, data } = fetcher;
  useEffect(() => {
    if (state === "loading" && formData) isDone.current = !isRefusal(data);
    if (state !== "idle" || !isDone.current) return;
    isDone.current = false;
    done();
  });
}

/** Of a form in a menu that has closed meanwhile. */
function useTellUnseen(form: RefObject<HTMLFormElement | null>, answer: FormAnswer | undefined): void {
  useEffect(() => {
    const [message] = answer?.errors[""] ?? [];
    if (message && form.current?.checkVisibility() === false) toast({ kind: "error", message });
  }, [form, answer]);
}
