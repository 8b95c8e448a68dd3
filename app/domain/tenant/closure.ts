export type Closure = Suspension | Deletion;

interface Suspension {
  status: "suspended";
  reason: string | null;
}

export interface Deletion {
  status: "deleted";
  at: string;
  /** The actor's name; null for the operator. */
  by: string | null;
  /** Until when its owners may bring it back. */
  until: string;
  /** The tenant is being erased, or will be at any moment. */
  isOver: boolean;
}
