/* A browser starts no worker from the disk, so the search box of a site opened from a folder would find nothing.
   This stands in for `Worker` there, and there only: the script runs in a hidden frame, with messages both ways. */
"use strict";
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.head.parentNode.appendChild(this.frame);
      const inside = this.frame.contentWindow;
      const home = new URL(url, location.href);
      // What the script calls in a worker; listeners of "message" are kept apart from those of the frame itself.
      const heard = new EventTarget();
      inside.addEventListener = heard.addEventListener.bind(heard);
      inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      const load = (one) =>
        new Promise((done, fail) => {
          const tag = inside.document.createElement("script");
          tag.src = new URL(one, home).href;
          tag.onload = done;
          tag.onerror = () => fail(new Error("not found: " + one));
          inside.document.body.appendChild(tag);
        });
      inside.importScripts = (...all) => Promise.all(all.map(load));
      const ready = load(home);
      this.postMessage = (data) => ready.then(() => heard.dispatchEvent(new MessageEvent("message", { data })));
    }
    terminate() {
      this.frame.remove();
    }
  };
}
