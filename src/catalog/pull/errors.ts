/** How a host can fail us: it does not keep its word, or it is only busy for the moment. */

/** The host said or sent what it should not have. The message says what to do. */
export class HostError extends Error {
  override readonly name: string = "HostError";
}

/** A fault that may pass: a lost connection, silence, a busy host. Trying again can help. */
export class PassingError extends HostError {
  override readonly name = "PassingError";
  /** Milliseconds that the host asks us to wait. */
  readonly wait: number | undefined;

  constructor(message: string, { wait, ...options }: ErrorOptions & { readonly wait?: number | undefined } = {}) {
    super(message, options);
    this.wait = wait;
  }
}
