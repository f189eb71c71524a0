// Files to import. A file stays in the browser, which sends it itself: through the circuit it would be cut into messages, and the server would wait for
// each. What is chosen, and what is being sent, belongs to the tab and not to a page: another page of the dashboard, or another circuit, stops nothing.
{
  const headBytes = 256 * 1024; // what an inspection gets: some thousand rows, and more than the names of a thousand columns
  const reportMs = 250;
  const cancelled = -1;
  const memory = 'ls-mappings';
  const maxRemembered = 20;

  let file = null; // chosen, and not known to have arrived
  let number = 0; // of the file, so that the same one, corrected and chosen again, is another
  let draft = null; // what was changed in its mapping: for whoever comes back to it
  let upload = null; // the last one
  let inspecting = null;
  let sending = null;
  let page = null; // what shows all this

  const state = () => ({ file: file && { number, name: file.name, size: file.size }, draft, upload });
  const tell = () => { page?.target.invokeMethodAsync('ShowAsync', state()).catch(() => {}); }; // the circuit may have ended
  const isSending = () => upload?.state === 'sending';

  // JSON as it is, without the rows that the server reads from the import's record.
  const answer = (status, text) => {
    let body = null;
    try { body = JSON.parse(text); } catch { /* none, or none of ours, such as a proxy's page */ }
    return { status, body };
  };
  const bytes = (value) => new TextEncoder().encode(JSON.stringify(value)); // the server reads them as a stream: an inspection may be larger than a message

  const form = (mapping, content) => {
    const data = new FormData();
    if (mapping) data.append('mapping', mapping);
    data.append('file', content, file.name);
    return data;
  };

  const choose = (files) => {
    if (files.length === 0 || isSending()) return;
    [file, draft, upload] = [files[0], null, null];
    number++;
    inspecting?.abort();
    if (files.length > 1) page?.target.invokeMethodAsync('TellSeveralAsync', files.length).catch(() => {});
    tell();
  };

  document.addEventListener('change', (event) => {
    if (!event.target.matches?.('[data-import-file]')) return;
    choose(event.target.files);
    event.target.value = ''; // so that the same file can be chosen again
  });

  // The whole page takes a file; on other pages of imports, one that is dropped would replace the page.
  const zone = () => document.querySelector('[data-drop]');
  const hasFiles = (event) => page && event.dataTransfer?.types.includes('Files');
  document.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = zone() && !isSending() ? 'copy' : 'none';
    if (zone()) zone().dataset.over = '';
  });
  document.addEventListener('dragleave', (event) => { if (!event.relatedTarget && zone()) delete zone().dataset.over; });
  document.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (!zone()) return;
    delete zone().dataset.over;
    choose(event.dataTransfer.files);
  });

  // Only while rows are still here alone; what has arrived goes on without this tab.
  addEventListener('beforeunload', (event) => {
    if (!isSending()) return;
    event.preventDefault();
    event.returnValue = true; // for browsers that do not ask without it
  });

  const recall = () => {
    try {
      const all = JSON.parse(localStorage.getItem(memory));
      return Array.isArray(all) ? all : [];
    } catch { return []; }
  };

  const actions = {
    state,
    keep: (json) => { draft = json; },
    forget: () => { [file, draft, upload] = [null, null, null]; inspecting?.abort(); },
    seen: () => { if (!isSending()) upload = null; },
    follow: (id) => { if (upload) upload.importId = id; },
    cancel: () => sending?.abort(),
    inspect: (kind, mapping) => new Promise((resolve) => {
      inspecting?.abort();
      if (!file) { resolve(bytes(answer(cancelled))); return; }
      const own = inspecting = new XMLHttpRequest();
      own.open('POST', `/import/inspect?kind=${kind}&part=${file.size > headBytes}`);
      own.onload = () => resolve(bytes(answer(own.status, own.responseText)));
      own.onerror = () => resolve(bytes(answer(0)));
      own.onabort = () => resolve(bytes(answer(cancelled)));
      own.send(form(mapping, file.slice(0, headBytes)));
    }),
    send: (path, kind, mapping, startedAt) => {
      if (!file || isSending()) return;
      const own = sending = new XMLHttpRequest();
      const mine = upload = { name: file.name, size: file.size, sent: 0, state: 'sending', kind, startedAt, importId: null, answer: null };
      let reported = 0;
      own.upload.onprogress = (event) => {
        mine.sent = Math.min(event.loaded, mine.size);
        if (Date.now() - reported < reportMs && event.loaded < event.total) return;
        reported = Date.now();
        tell();
      };
      const end = (how, status, text) => {
        const { body } = mine.answer = answer(status, text);
        if (Array.isArray(body?.errors)) delete body.errors;
        mine.importId = body?.importId ?? mine.importId;
        mine.state = how;
        if (status >= 200 && status < 300) [file, draft] = [null, null];
        tell();
      };
      own.onload = () => end('done', own.status, own.responseText);
      own.onerror = () => end('done', 0);
      own.onabort = () => end('cancelled', cancelled);
      own.open('POST', path);
      own.send(form(mapping, file));
      tell();
    },

    // Mappings by the columns that they are for, the newest first.
    recall: (columns) => recall().find((m) => m.columns === columns) ?? null,
    remember: (columns, name, choices) => {
      const others = recall().filter((m) => m.columns !== columns);
      const all = choices ? [{ columns, name, choices }, ...others].slice(0, maxRemembered) : others;
      try { localStorage.setItem(memory, JSON.stringify(all)); } catch { /* it is full, or not allowed: the mapping is chosen again next time */ }
    },
  };

  leadScoring.attachImports = (target) => {
    const own = page = { target };
    return { ...actions, detach: () => { if (page === own) page = null; } };
  };
}
