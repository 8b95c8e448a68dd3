import { type RefObject, use, useEffect, useState } from "react";
import { useLocation } from "react-router";
import { AccountContext } from "./account-context.ts";
import { draftAt, forgetDraft, keepDraft, putInto, typedIn } from "./drafts.ts";

interface DraftOptions {
  action: string | undefined;
  isKept: boolean;
  /** The document came with what was typed: that is newer. */
  isAnswered: boolean;
}

interface DraftControls {
  /** What was typed in another visit is in the fields again. */
  isBack: boolean;
  keep(): void;
  forget(): void;
  discard(): void;
}

export function useDraft(
  form: RefObject<HTMLFormElement | null>,
  { action, isKept, isAnswered }: DraftOptions,
): DraftControls {
  const accountId = use(AccountContext);
  const { pathname } = useLocation();
  const name = `${pathname} ${action ?? ""}`;
  const [isBack, setIsBack] = useState(false);
  const [wasAnswered] = useState(isAnswered);

  useEffect(() => {
    if (!form.current || !isKept || wasAnswered) return;
    const draft = draftAt({ accountId, form: name });
    setIsBack(draft !== undefined && putInto(form.current, draft));
  }, [form, accountId, name, isKept, wasAnswered]);

  const forget = () => {
    forgetDraft({ accountId, form: name });
    setIsBack(false);
  };
  return {
    isBack,
    keep() {
      if (isKept && form.current) keepDraft({ accountId, form: name }, typedIn(form.current));
    },
    forget,
    discard() {
      form.current?.reset();
      forget();
    },
  };
}
