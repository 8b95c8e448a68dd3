export interface Flash {
  kind: "success" | "error" | "info";
  message: string;
}

export interface ToastItem extends Flash {
  id: number;
}

let items: readonly ToastItem[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function set(next: readonly ToastItem[]) {
  items = next;
  for (const listener of listeners) listener();
}

/** Only in the browser; never the only copy of an error. */
export function toast(flash: Flash): void {
  set([...items.slice(-2), { ...flash, id: ++lastId }]);
}

export function dismissToast(id: number): void {
  set(items.filter((item) => item.id !== id));
}

export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentToasts(): readonly ToastItem[] {
  return items;
}
