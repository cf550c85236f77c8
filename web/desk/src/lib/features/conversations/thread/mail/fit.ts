/** Smaller than this nobody can read it; wider mails are scrolled sideways then. */
const SMALLEST = 0.5;

/** Make a mail as wide as its frame, by making it smaller where it was drawn for a wide screen. Returns its height. */
export function fitMail(page: Document): number {
  const mail = page.getElementById('balcao-mail');
  const root = page.documentElement;
  if (!mail) return 0;
  mail.style.cssText = '';
  const [need, have] = [root.scrollWidth, root.clientWidth];
  const scale = need > have + 1 ? Math.max(SMALLEST, have / need) : 1;
  if (scale < 1) {
    mail.style.cssText = `width:${need}px;transform:scale(${scale});transform-origin:0 0`;
  }
  const view = page.defaultView;
  const bar = view ? view.innerHeight - root.clientHeight : 0;
  return Math.ceil(mail.offsetHeight * scale) + Math.max(0, bar);
}
