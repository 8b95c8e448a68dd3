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
import { type FormAnswer, isRefusal } from "./form-answer.ts";
import { anotherId, BeginningContext } from "./form-beginning.tsx";
import { formFailure } from "./form-failure.ts";
import { SendingContext } from "./sending-context.ts";
import { toast } from "./toast-store.ts";
import { useDone } from "./use-done.ts";
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
  const [discards, setDiscards] = useState(0);
  useFocusFirstError(form, answer);
  const draft = useDraft(form, { action, isKept: keepsDraft, isAnswered: answer !== undefined });
  useDone(fetcher, form, {
    stored() {
      draft.forget();
      // The one that was sent is spent: what is typed from here on is something else.
      draft.beginAgain({ id: anotherId() });
    },
    done: () => form.current?.reset(),
  });
  useTellUnseen(form, answer);
  useEffect(() => {
    if (discards > 0) form.current?.querySelector<HTMLElement>("input:not([type=hidden]), textarea")?.focus();
  }, [discards]);
  const discard = () => {
    draft.forget();
    draft.beginAgain({});
    fetcher.reset();
    setDiscards(discards + 1);
  };
  // A newer version was shown beside what is typed.
  const begun = answer && "current" in answer && answer.current ? { id: draft.begun.id } : draft.begun;

  const scripts = useRouteScripts();
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    if (fetcher.state !== "idle") return event.preventDefault();
    onSubmit?.(event);
    if (event.defaultPrevented) return;
    fetcher.reset();
    setIsUnsent(false);
    if (action === undefined || scripts.areLoaded(action)) return;
    event.preventDefault();
    const { currentTarget, nativeEvent } = event;
    scripts.load(action).then(
      () => currentTarget.requestSubmit(nativeEvent.submitter),
      async () =>
        (await isReachable()) ? sendAsDocument(currentTarget, nativeEvent.submitter) : setIsUnsent(true),
    );
  };

  return (
    <fetcher.Form
      key={`${useLocation().pathname} ${discards}`}
      {...rest}
      method="post"
      action={action}
      ref={form}
      noValidate
      onSubmit={send}
      onInput={draft.keep}
      // So that they are there when it is sent. If not, sending it says so.
      onFocus={() => action !== undefined && scripts.load(action).catch(() => undefined)}
    >
      {draft.isBack ? (
        <p className="field-note" role="status">
          What you typed before is back.{" "}
          <button type="button" className="link" onClick={discard}>
            Discard it
          </button>
        </p>
      ) : null}
      <BeginningContext value={begun}>
        <SendingContext value={fetcher.formData}>{children}</SendingContext>
      </BeginningContext>
      {accountId ? <input type="hidden" name="as" value={accountId} /> : null}
      <FormProblem answer={answer} />
    </fetcher.Form>
  );
}

const unsent = formFailure(new TypeError("A script of the form can't be loaded"));

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

/** A script may be gone with an older release: then the form asks for a document, as without scripts. */
function sendAsDocument(form: HTMLFormElement, submitter: HTMLElement | null): void {
  if (submitter instanceof HTMLButtonElement && submitter.name) {
    const { name, value } = submitter;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.submit();
}

async function isReachable(): Promise<boolean> {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** Of a form in a menu that has closed meanwhile. */
function useTellUnseen(form: RefObject<HTMLFormElement | null>, answer: FormAnswer | undefined): void {
  useEffect(() => {
    const [message] = answer?.errors[""] ?? [];
    if (message && form.current?.checkVisibility() === false) toast({ kind: "error", message });
  }, [form, answer]);
}
