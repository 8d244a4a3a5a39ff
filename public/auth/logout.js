// The front-channel logout URL: Microsoft Entra ID loads it in a hidden frame when somebody signs out at another app.
//
// It tells the open tabs of this site to forget who is signed in, and clears what it can reach itself. Browsers divide the storage and
// the channels of a frame by the page around it: where they do, this frame reaches nothing, and the tabs go on until their token ends
// and Entra refuses the next one. Entra does not say who it was, so nobody stays.
(() => {
  "use strict";
  const attempt = (what) => {
    try {
      what();
    } catch {
      // Refused to this frame: then nothing of it is here.
    }
  };
  attempt(() => {
    const channel = new BroadcastChannel("avd.session");
    channel.postMessage("signed-out ");
    channel.close();
  });
  attempt(() => {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("avd.")) {
        sessionStorage.removeItem(key);
      }
    }
  });
  attempt(() => {
    indexedDB.databases().then((all) => {
      all.filter(({ name }) => name.startsWith("avd.writes.")).forEach(({ name }) => indexedDB.deleteDatabase(name));
    }, () => undefined);
  });
})();
