import { type RefObject, use, useEffect, useState } from "react";
import { useLocation } from "react-router";
import { AccountContext } from "./account-context.ts";
import { begunIn, draftAt, forgetDraft, keepDraft, putInto, typedIn } from "./drafts.ts";
import type { Beginning } from "./form-beginning.tsx";

interface DraftOptions {
  action: string | undefined;
  isKept: boolean;
  /** The document came with what was typed: that is newer. */
  isAnswered: boolean;
}

interface DraftControls {
  /** What was typed in another visit is in the fields again. */
  isBack: boolean;
  begun: Beginning;
  /** Of what comes next. */
  beginAgain(beginning: Beginning): void;
  keep(): void;
  forget(): void;
}

export function useDraft(
  form: RefObject<HTMLFormElement | null>,
  { action, isKept, isAnswered }: DraftOptions,
): DraftControls {
  const accountId = use(AccountContext);
  const { pathname } = useLocation();
  const name = `${pathname} ${action ?? ""}`;
  const [isBack, setIsBack] = useState(false);
  const [begun, setBegun] = useState<Beginning>({});
  const [wasAnswered] = useState(isAnswered);

  useEffect(() => {
    const draft = isKept && !wasAnswered ? draftAt({ accountId, form: name }) : undefined;
    const isDifferent = draft !== undefined && form.current !== null && putInto(form.current, draft);
    setIsBack(isDifferent);
    setBegun(isDifferent ? begunIn(draft) : {});
  }, [form, accountId, name, isKept, wasAnswered]);

  return {
    isBack,
    begun,
    beginAgain: setBegun,
    keep() {
      if (isKept && form.current) keepDraft({ accountId, form: name }, typedIn(form.current));
    },
    forget() {
      forgetDraft({ accountId, form: name });
      setIsBack(false);
    },
  };
}
