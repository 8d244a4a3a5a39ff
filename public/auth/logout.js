// The front-channel logout URL: Microsoft Entra ID loads it in a hidden frame when somebody signs out at another app.
//
// Only in a frame: `frame-ancestors` then decides who may ask for it. As a page of its own, where any site can send a browser, it does
// nothing.
//
// It notes the time of the sign-out and tells the open tabs, which forget their sessions; drafts and the records of writes under way stay
// for the person who comes back. Browsers divide storage and channels of a frame by the page around it: where they do, this frame
// reaches nothing, and the tabs go on until their token ends and Entra refuses the next one. Entra does not say who it was, so nobody stays.
(() => {
  "use strict";
  if (window.parent === window) return;
  const attempt = (what) => {
    try {
      what();
    } catch {
      // Refused to this frame: then nothing of it is here.
    }
  };
  // The same key as in src/session/left.rs.
  attempt(() => localStorage.setItem("avd.left|", String(Date.now())));
  attempt(() => {
    for (const key of Object.keys(sessionStorage)) {
      if (/^avd\.(session\||signin\.answer$)/.test(key)) sessionStorage.removeItem(key);
    }
  });
  attempt(() => {
    const channel = new BroadcastChannel("avd.session");
    channel.postMessage("signed-out-elsewhere");
    channel.close();
  });
  attempt(() => {
    const open = Object.keys(localStorage).filter((key) => key.startsWith("avd.open."));
    const goes = (name = "") => {
      const [, kind, person] = /^avd\.(seen|writes)\.(.*)$/s.exec(name) ?? [];
      return kind === "seen" || (kind === "writes" && !open.some((key) => key.startsWith(`avd.open.${person}`)));
    };
    const names = indexedDB.databases();
    names.then((all) => all.filter(({ name }) => goes(name)).forEach(({ name }) => indexedDB.deleteDatabase(name)), () => undefined);
  });
})();
