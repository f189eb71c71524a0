// Forms. Typed text survives a restart of the server: it is stored in this tab and restored when the same form is opened again.
{
  // A form that was not sent: to its first field that is wrong, or else to what it says.
  leadScoring.focusError = () => {
    const form = [...document.querySelectorAll('main form[data-draft], .mud-dialog form')].pop();
    const wrong = form?.querySelector('[aria-invalid=true]');
    wrong?.focus({ preventScroll: true });
    (wrong ?? form?.querySelector('.form-problem'))?.scrollIntoView({ block: 'center' });
  };

  const key = (form) => `draft:${form.dataset.draft}`;
  const fields = (form) => [...form.querySelectorAll('[name]')];
  const drafted = new WeakSet();

  document.addEventListener('input', (event) => {
    const form = event.target.closest?.('form[data-draft]');
    if (!form) return;
    drafted.add(form);
    sessionStorage.setItem(key(form), JSON.stringify({ at: location.pathname, values: Object.fromEntries(fields(form).map((f) => [f.name, f.value])) }));
  });

  // What is still to be restored: some fields are shown only when others have been filled, or by a button that says which (data-shows).
  const missing = new WeakMap();
  const restore = (form) => {
    const saved = sessionStorage.getItem(key(form));
    if (!missing.has(form)) {
      if (!saved || drafted.has(form)) return;
      drafted.add(form);
      missing.set(form, JSON.parse(saved).values);
    }
    const values = missing.get(form);
    for (const field of fields(form)) {
      if (!(field.name in values)) continue;
      const value = values[field.name];
      delete values[field.name];
      if (field.value === value) continue;
      field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    for (const button of form.querySelectorAll('[data-shows]')) if (values[button.dataset.shows]) button.click();
  };

  // A form that was removed has been sent or cancelled, and its draft ends; not so when the page is unloaded or has lost its circuit. A form that is
  // a page of its own (data-keep) has its draft until it is sent or discarded, also when its user looks at other pages meanwhile.
  leadScoring.dropDraft = (name) => sessionStorage.removeItem(`draft:${name}`);
  const drop = (form) => { if (!('keep' in form.dataset)) sessionStorage.removeItem(key(form)); };
  let unloading = false;
  addEventListener('pagehide', () => { unloading = true; });
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        node.querySelectorAll?.('form[data-draft]').forEach(restore);
        const form = node.querySelector?.('[name]') ? node.closest('form[data-draft]') : null;
        if (missing.has(form)) restore(form);
      }
      if (unloading || document.documentElement.dataset.circuit === 'lost') continue;
      for (const node of change.removedNodes) {
        if (node.matches?.('form[data-draft]')) drop(node);
        node.querySelectorAll?.('form[data-draft]').forEach(drop);
      }
    }
  }).observe(document.body, { subtree: true, childList: true });
}
