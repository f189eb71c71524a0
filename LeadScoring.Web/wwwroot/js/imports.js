// The file of an import dialog stays in the browser, which sends it itself: through the circuit it would be cut into messages, and the server would wait for each.
{
  const headBytes = 1024 * 1024 + 64 * 1024; // somewhat more than an inspection reads
  const reportMs = 250;
  const cancelled = -1;

  // As bytes, which the server reads as a stream: an answer may be larger than a message of the circuit.
  const answer = (status, text) => {
    let body = 'null';
    try { if (text) body = JSON.stringify(JSON.parse(text)); } catch { /* no JSON, such as a proxy's page */ }
    return new TextEncoder().encode(`{"status":${status},"body":${body}}`);
  };

  // A file that is dropped beside the zone would replace the page.
  for (const type of ['dragover', 'drop']) document.addEventListener(type, (event) => { if (document.querySelector('[data-drop]')) event.preventDefault(); });

  leadScoring.openImport = (zone, dialog) => {
    const input = zone.querySelector('input[type=file]');
    let file = null;
    let request = null;

    const choose = (chosen) => {
      if (!chosen) return;
      file = chosen;
      dialog.invokeMethodAsync('ChooseAsync', file.name, file.size).catch(() => {}); // the circuit may have ended
    };
    const take = () => {
      choose(input.files[0]);
      input.value = ''; // so that the same file, corrected, can be chosen again
    };
    input.addEventListener('change', take);
    setTimeout(take); // one that was chosen before anybody listened, when the dialog has what is returned here
    zone.addEventListener('dragover', (event) => { event.preventDefault(); zone.dataset.over = ''; });
    zone.addEventListener('dragleave', (event) => { if (!zone.contains(event.relatedTarget)) delete zone.dataset.over; });
    zone.addEventListener('drop', (event) => {
      event.preventDefault();
      delete zone.dataset.over;
      choose(event.dataTransfer.files[0]);
    });

    const post = (path, content, onSent) => new Promise((resolve) => {
      const form = new FormData();
      form.append('file', content, file.name);
      const own = request = new XMLHttpRequest();
      own.open('POST', path);
      own.onload = () => resolve(answer(own.status, own.responseText));
      own.onerror = () => resolve(answer(0));
      own.onabort = () => resolve(answer(cancelled));
      let reported = 0;
      if (onSent) own.upload.onprogress = (event) => {
        if (Date.now() - reported < reportMs && event.loaded < event.total) return;
        reported = Date.now();
        onSent(event.loaded);
      };
      own.send(form);
    });

    return {
      inspect: (kind) => post(`/import/inspect?kind=${kind}`, file.slice(0, headBytes)),
      send: (path) => post(path, file, (bytes) => dialog.invokeMethodAsync('SetSent', bytes).catch(() => {})),
      cancel: () => request?.abort(),
    };
  };
}
