// Reconnects with a line of text instead of a modal. When the server no longer knows the circuit, the page is loaded again: its
// address is its state, the scroll position is restored, and an open form is opened again with its draft (drafts.js).
{
  const modal = document.getElementById('components-reconnect-modal');
  const text = modal.firstElementChild;
  const storageKey = 'reconnect:scroll';

  const reload = () => {
    sessionStorage.setItem(storageKey, JSON.stringify({ href: location.href, y: scrollY, form: document.querySelector('form[data-draft]')?.dataset.draft }));
    location.reload();
  };
  new MutationObserver(() => {
    const has = (state) => modal.classList.contains(`components-reconnect-${state}`);
    const lost = has('show') || has('retrying') || has('failed') || has('rejected');
    if (lost) document.documentElement.dataset.circuit = 'lost';
    else delete document.documentElement.dataset.circuit;
    text.textContent = lost ? 'Connection lost, reconnecting. What you see may be out of date.' : '';
    if (has('rejected') || has('failed')) reload();
  }).observe(modal, { attributes: true, attributeFilter: ['class'] });

  const saved = JSON.parse(sessionStorage.getItem(storageKey) ?? 'null');
  sessionStorage.removeItem(storageKey);
  if (saved?.href === location.href && saved.y > 0) {
    const until = Date.now() + 5000;
    const scroll = () => {
      scrollTo(0, saved.y);
      if (Math.abs(scrollY - saved.y) > 2 && Date.now() < until) setTimeout(scroll, 100);
    };
    setTimeout(scroll, 100);
  }

  if (saved?.href === location.href && saved.form) {
    const until = Date.now() + 10000;
    const open = () => {
      const opener = document.querySelector(`[data-opens="${CSS.escape(saved.form)}"]`);
      if (opener) opener.click();
      else if (Date.now() < until) setTimeout(open, 100);
    };
    open();
  }

  // The first frame gives way to the circuit's in the same paint, and the focus goes on to the link that has it.
  const first = document.querySelector('.first-frame');
  new MutationObserver((_, observer) => {
    if (!document.querySelector('.frame:not(.first-frame)')) return;
    observer.disconnect();
    const href = document.activeElement?.closest('.first-frame a')?.getAttribute('href');
    first.remove();
    if (href) document.querySelector(`.frame a[href="${CSS.escape(href)}"]`)?.focus();
  }).observe(document.body, { childList: true });

  Blazor.start({
    circuit: { reconnectionOptions: { maxRetries: 1000, retryIntervalMilliseconds: (n) => Math.min(250 * 2 ** n, 3000) } },
  });
}
