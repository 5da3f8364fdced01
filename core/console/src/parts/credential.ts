// Passkeys, as browsers make and show them. Everything here is the browser's; what it answers goes to the server as JSON.

type Parser = {
  parseCreationOptionsFromJSON?: (options: unknown) => PublicKeyCredentialCreationOptions;
  parseRequestOptionsFromJSON?: (options: unknown) => PublicKeyCredentialRequestOptions;
  isConditionalMediationAvailable?: () => Promise<boolean>;
};

const parser = (): Parser => (globalThis as { PublicKeyCredential?: Parser }).PublicKeyCredential ?? {};

/** Reports whether this browser has passkeys. */
export const hasPasskeys = (): boolean => parser().parseRequestOptionsFromJSON !== undefined;

/** Reports whether the browser offers passkeys by itself, in the field of the login. */
export const offersPasskeys = async (): Promise<boolean> => hasPasskeys() && ((await parser().isConditionalMediationAvailable?.()) ?? false);

/** Lets the person make a passkey; undefined when they would not. */
export async function makePasskey(options: unknown): Promise<unknown> {
  return answerOf(() => navigator.credentials.create({ publicKey: parser().parseCreationOptionsFromJSON!(options) }));
}

/** Lets the person show a passkey; undefined when they would not. */
export async function showPasskey(options: unknown, quiet?: AbortSignal): Promise<unknown> {
  const publicKey = parser().parseRequestOptionsFromJSON!(options);
  return answerOf(() => navigator.credentials.get(quiet ? { publicKey, mediation: 'conditional', signal: quiet } : { publicKey }));
}

// A person who turns away, and a page that is left, are no failure.
async function answerOf(ask: () => Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await ask();
    return (credential as (Credential & { toJSON(): unknown }) | null)?.toJSON();
  } catch (thrown) {
    if (thrown instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(thrown.name)) return undefined;
    throw thrown;
  }
}
