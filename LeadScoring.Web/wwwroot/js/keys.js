// Shortcuts are declared on their elements: data-key="/ ctrl+k", data-key="g b". A field is focused, any other element is clicked.
{
  let first = null;
  let forget = 0;
  const typing = (target) => target.isContentEditable || (/^(input|textarea|select)$/i.test(target.tagName) && !/^(checkbox|radio)$/.test(target.type));
  const find = (key) => [...document.querySelectorAll('[data-key]')].find((e) =>
    (e.dataset.key === key || (!/^\w \w$/.test(e.dataset.key) && e.dataset.key.split(' ').includes(key))) && e.offsetParent !== null);
  const act = (element) => {
    if (element.matches('input')) { element.focus(); element.select(); } else element.click();
  };

  const move = (by) => {
    const rows = [...document.querySelectorAll('[data-row-link]')];
    if (rows.length === 0) return;
    const at = rows.indexOf(document.activeElement.closest('tr')?.querySelector('[data-row-link]'));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)];
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
    leadScoring.rowFocused();
  };

  // Focuses the heading of the new page as soon as it is rendered, unless the focus has been moved by then.
  leadScoring.focusHeading = () => {
    const until = Date.now() + 2000;
    const at = document.activeElement;
    const tryFocus = () => {
      if (document.activeElement !== at && document.activeElement !== document.body) return;
      if (typing(document.activeElement)) return;
      const heading = document.querySelector('h1');
      if (heading) heading.focus({ preventScroll: true });
      else if (Date.now() < until) setTimeout(tryFocus, 50);
    };
    tryFocus();
  };

  // Another part of a page takes the place of what was at its top.
  leadScoring.showTop = () => {
    scrollTo(0, 0);
    leadScoring.focusHeading();
  };

  // Focuses the first field of a dialog as soon as it is rendered, and gives the focus back when it is gone.
  const usable = 'input, select, textarea, button, a[href]';
  const dialogs = document.getElementsByClassName('mud-dialog');
  const invokers = new Map();
  const entered = new WeakSet();
  const enter = (dialog) => {
    if (!invokers.has(dialog)) invokers.set(dialog, document.activeElement);
    const content = dialog.querySelector('.mud-dialog-content');
    if (!content || entered.has(dialog)) return;
    entered.add(dialog);
    (content.querySelector(usable) ?? dialog.querySelector(usable))?.focus();
  };
  new MutationObserver(() => {
    for (const dialog of dialogs) enter(dialog);
    for (const [dialog, invoker] of invokers) {
      if (dialog.isConnected) continue;
      invokers.delete(dialog);
      if (document.activeElement === document.body) invoker?.focus();
    }
  }).observe(document.body, { subtree: true, childList: true });

  // MudBlazor moves the focus to an empty element of its focus trap when the server knows that the dialog is open, also from a field in use.
  document.addEventListener('focusin', (event) => {
    if (event.target.matches('div.pointer-events-none[tabindex="-1"]') && event.relatedTarget?.closest('.mud-dialog')) event.relatedTarget.focus();
  });

  document.addEventListener('keydown', (event) => {
    if (event.target.getAttribute?.('role') === 'combobox' && /^Arrow(Up|Down)$/.test(event.key)) event.preventDefault();
    if (event.key === 'Escape') {
      const menu = event.target.closest?.('details.menu[open]');
      if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
      else if (event.target.matches?.('.search-field')) event.target.blur();
      // An explanation that is open under the pointer, wherever the focus is.
      const why = document.querySelector('.why-card')?.parentElement;
      if (why && !why.contains(event.target)) why.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
      const explained = document.activeElement?.matches('.why .value');
      if (explained) document.activeElement.closest('tr')?.querySelector('[data-row-link]')?.focus();
      const close = [...document.querySelectorAll('.mud-dialog .mud-button-close')].pop();
      if (close) close.click();
      else if (!menu && !explained && !typing(event.target) && !leadScoring.closePeek()) find('Escape')?.click();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && !document.querySelector('.mud-dialog')) {
      const element = find(`ctrl+${event.key.toLowerCase()}`);
      if (element) { event.preventDefault(); act(element); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector('.mud-dialog')) return;
    if (event.key === 'j') return move(1);
    if (event.key === 'k') return move(-1);
    if (!first && leadScoring.rowKey(event)) return event.preventDefault();
    const chord = first && `${first} ${event.key}`;
    first = null;
    clearTimeout(forget);
    const element = (chord && find(chord)) || find(event.key);
    if (element) {
      event.preventDefault();
      act(element);
    } else if (event.key === 'g') {
      first = 'g';
      forget = setTimeout(() => { first = null; }, 1500);
    }
  });

  // The pages behind "More" (a popover) are left by choosing one.
  document.addEventListener('click', (event) => event.target.closest?.('.more-pages a')?.parentElement.hidePopover());
}
