/** Why a tenant is closed, as its members may know it. */
export type Closure = Suspension | Deletion;

interface Suspension {
  status: "suspended";
  /** In the operator's words, if there are any. */
  reason: string | null;
}

export interface Deletion {
  status: "deleted";
  at: string;
  /** The name of who did it; null for the operator. */
  by: string | null;
  /** Until when its owners may bring it back. */
  until: string;
  /** That time is over: the tenant is being erased, or will be at any moment. */
  isOver: boolean;
}
