// Everything a page does that a user does not see.

import assert from "node:assert/strict";

/** Chromium's word on how WebGL is drawn without a graphics card; not of the page's doing. */
const DRIVER = /GL Driver Message|GPU stall due to ReadPixels|Automatic fallback to software WebGL/;

export class Records {
  requests = [];
  console = [];
  errors = [];
  violations = [];
  dialogs = [];
  popups = [];

  /** Begins to record everything that pages of this context do. */
  static async of(context) {
    const records = new Records();
    await context.exposeBinding("tellViolation", (_, violation) => records.violations.push(violation));
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        const { violatedDirective, blockedURI, sourceFile, lineNumber, sample } = event;
        globalThis.tellViolation({ violatedDirective, blockedURI, sourceFile, lineNumber, sample });
      });
    });
    context.on("request", (request) => records.requests.push(request.url()));
    context.on("weberror", (error) => records.errors.push(String(error.error().stack)));
    context.on("dialog", (dialog) => {
      records.dialogs.push(`${dialog.type()}: ${dialog.message()}`);
      return dialog.dismiss();
    });
    context.on("console", (message) => {
      if (!DRIVER.test(message.text())) records.console.push(`${message.type()}: ${message.text()}`);
    });
    return records;
  }

  /** Requests that did not go to one of these origins. */
  elsewhere(...origins) {
    return this.requests.filter((url) => !origins.includes(new URL(url).origin) && !/^(data|blob):/.test(url));
  }

  /** Takes out the words of the browser on answers of this status, which a test has asked for. */
  expect(status) {
    this.console = this.console.filter((words) => !words.includes(`status of ${status}`));
  }

  assertClean(...origins) {
    assert.deepEqual(this.violations, [], "reports of the content security policy");
    assert.deepEqual(this.dialogs, [], "dialogs");
    assert.deepEqual(this.errors, [], "errors of scripts");
    assert.deepEqual(this.console, [], "words on the console");
    assert.deepEqual(this.elsewhere(...origins), [], "requests to others");
  }
}
