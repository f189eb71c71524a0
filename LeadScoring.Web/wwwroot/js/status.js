// The menu of statuses: one for all rows, shown by the browser beside the button that was pressed, or by the key s.
{
  const edge = 8;
  let page = null;
  let opener = null;
  const menu = () => document.getElementById('status-menu');
  const items = () => [...menu().querySelectorAll('[role^=menuitem]:not([hidden])')];
  const checkbox = () => opener.closest('tr')?.querySelector('[data-testid=select]'); // of the row
  const isOpen = () => menu()?.matches(':popover-open');

  leadScoring.statusMenu = (reference) => { page = reference; };

  const open = (button) => {
    const box = button.getBoundingClientRect();
    const element = menu();
    if (!element || !page) return;
    opener = button;
    element.showPopover();
    const own = checkbox();
    for (const item of element.querySelectorAll('[data-status]')) item.setAttribute('aria-checked', String(item.dataset.status === button.dataset.status));
    const select = element.querySelector('[data-select]');
    select.hidden = !own;
    if (own) select.firstElementChild.textContent = own.checked ? 'Deselect' : 'Select';
    // Beside the button, and whole: without the scrollbar, which innerWidth counts.
    const { offsetWidth: width, offsetHeight: height } = element;
    const { clientWidth, clientHeight } = document.documentElement;
    const within = (at, size, all) => Math.max(edge, Math.min(at, all - size - edge));
    const below = box.bottom + 4;
    element.style.left = `${within(box.left, width, clientWidth)}px`;
    element.style.top = `${within(below + height > clientHeight - edge ? box.top - height - 4 : below, height, clientHeight)}px`;
    (items().find((i) => i.getAttribute('aria-checked') === 'true') ?? items()[0]).focus();
  };

  // Until the server has answered, the leads' statuses are marked, so that nobody takes the old one for what was saved.
  const pending = (ids) => {
    const shown = [...document.querySelectorAll('[data-status-menu][data-lead-id]')].filter((b) => ids.includes(b.dataset.leadId));
    for (const button of shown) button.setAttribute('aria-busy', 'true');
    return () => { for (const button of shown) button.removeAttribute('aria-busy'); };
  };

  const choose = (item) => {
    const { leadId, leadIds, leadName } = opener.dataset;
    menu().hidePopover();
    if (!item.dataset.status) return checkbox()?.click();
    if (document.documentElement.dataset.circuit === 'lost') return leadScoring.say('Not connected: nothing changed');
    const ids = leadId ? [leadId] : leadIds.split(' ');
    const settled = pending(ids);
    page.invokeMethodAsync('SetStatus', ids, item.dataset.status, leadName ?? null).catch(() => {}).finally(settled); // the circuit may have ended
  };

  // Of the selected rows, or else of the row with the focus (in the panel, once that shows the same lead), or else of the lead that the page is about.
  leadScoring.openStatusMenu = () => {
    const panel = document.querySelector('[data-peek-panel] [data-status-menu]');
    const row = document.activeElement.closest('tr')?.querySelector('[data-status-menu]');
    const button = document.querySelector('.bulk-bar [data-status-menu]') ?? (row && panel?.dataset.leadId !== row.dataset.leadId ? row : panel)
      ?? [...document.querySelectorAll('[data-status-menu]:not(tr *)')].pop();
    if (button) open(button);
    return !!button;
  };

  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-status-menu]');
    if (button) return isOpen() && opener === button ? menu().hidePopover() : open(button);
    const item = event.target.closest?.('#status-menu [role^=menuitem]');
    if (item) choose(item);
  });

  document.addEventListener('keydown', (event) => {
    if (!isOpen() || !menu().contains(event.target)) return;
    event.stopPropagation(); // no key of the page works through the menu
    const all = items();
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const hinted = all.find((i) => i.querySelector('kbd').textContent === event.key);
    const letter = event.key.length === 1 ? all.filter((i) => i.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase())) : [];
    if (event.key === 'Tab' || event.key === 'Escape') menu().hidePopover();
    else if (to !== undefined) all[(to + all.length) % all.length].focus();
    else if (hinted) choose(hinted);
    else if (letter.length === 1) choose(letter[0]);
    else if (letter.length > 1) (letter.find((i) => all.indexOf(i) > at) ?? letter[0]).focus();
    else return;
    event.preventDefault();
  }, { capture: true });
}
