/** The window's title: the page, and before it how many messages wait unread. */
let page = "";
let unread = 0;

/** Names the page that is shown. */
export function showPage(title: string): void {
  page = title;
  show();
}

/** Says how many messages wait; the title never says whose. */
export function showUnread(count: number): void {
  unread = count;
  show();
}

function show(): void {
  const name = page ? `${page} · Image Cloak` : "Image Cloak";
  document.title = unread > 0 ? `(${unread > 99 ? "99+" : unread}) ${name}` : name;
}
