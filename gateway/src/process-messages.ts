/** What a process that answers tells the primary. `leaving`: it has told, before this, that it takes no new connection. */
export type FromWorker =
  | { readonly kind: "asks" }
  | { readonly kind: "ready" }
  | { readonly kind: "leaving" }
  | { readonly kind: "failed"; readonly reason: string };

/** What the primary tells a process that answers. `farewell`: every connection that it gets was handed over before this. */
export type FromPrimary<Material> =
  | { readonly kind: "material"; readonly material: Material }
  | { readonly kind: "retire" }
  | { readonly kind: "farewell" };
