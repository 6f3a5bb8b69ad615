import { ApiError, call } from './client';
import type { Schemas } from './client';

const ADDRESS = /^[\d.]+$|^\[/;

/** Whether this browser knows passkeys, and the page came in a way in which it lets them be used: they are made for a name. */
export const knowsPasskeys = (): boolean =>
  isSecureContext && !ADDRESS.test(location.hostname) && typeof PublicKeyCredential === 'function' && typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function';

/** Has the device make a passkey, and keeps it under this name. */
export async function makePasskey(name: string, password: string | undefined): Promise<void> {
  const options = await call('post', '/api/profile/passkeys/options', { body: password === undefined ? {} : { password } });
  const made = await asked(() => navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON),
  }));
  await call('post', '/api/profile/passkeys', { body: { name, credential: made.toJSON() } });
}

/** Signs in by what the device has for this site. */
export async function signInByPasskey(): Promise<Schemas['Session']> {
  const options = await call('post', '/api/session/passkey/options', { openly: true, body: {} });
  const shown = await asked(() => navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON),
  }));
  return call('post', '/api/session/passkey', { openly: true, body: { credential: shown.toJSON() } });
}

/** Who turned away from the device's question is told so, in the browser's words. */
async function asked(question: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const answer = await question();
    if (answer instanceof PublicKeyCredential) {
      return answer;
    }
  } catch (error) {
    throw new ApiError(0, error instanceof Error ? error.message : String(error), undefined, 'passkey_refused');
  }
  throw new ApiError(0, 'The device gave no passkey.', undefined, 'passkey_refused');
}
