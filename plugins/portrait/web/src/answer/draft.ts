// The draft of one respondent: on this device only, never on the way.
//
// On one's own device it waits in local storage until it is sent. On a shared device it is kept sealed only
// (AES-GCM) under a key that the resume code alone gives (PBKDF2), so that a reload or an idle moment shows
// nothing to the next person. Where the browser has no cryptography (plain http), a shared draft is not kept.

import type { Values } from '../questionnaire.ts';

export type Draft = { readonly code: string; readonly values: Values };
type Sealed = { readonly salt: string; readonly iv: string; readonly text: string };

const ownKey = 'rb-portrait-draft';
const sharedKey = 'rb-portrait-sealed';
const rounds = 600_000;
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A resume code: six characters that are not mistaken for others. */
export function newResumeCode(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (b) => alphabet[b % alphabet.length]).join('');
}

/** What was typed, as the code is written: case, spaces and look-alikes do not matter. */
export function readCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}

/** Keeps a draft on one's own device. */
export function keep(draft: Draft): void {
  try {
    localStorage.setItem(ownKey, JSON.stringify(draft));
  } catch {
    // No storage here (private window, opaque origin): the draft lives as long as the page.
  }
}

/** The draft kept on this device for that code. */
export function kept(code: string): Draft | undefined {
  try {
    const draft = JSON.parse(localStorage.getItem(ownKey) ?? 'null') as Draft | null;
    return draft?.code === code ? draft : undefined;
  } catch {
    return undefined;
  }
}

export const canSeal = (): boolean => globalThis.crypto?.subtle !== undefined;

/** What seals the drafts of one respondent on a shared device: the key that their resume code gives. */
export type Seal = { readonly key: CryptoKey; readonly salt: Uint8Array<ArrayBuffer> };

/** Makes the seal of a new resume code. It takes a moment, so once for each respondent. */
export async function newSeal(resume: string): Promise<Seal> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { salt, key: await keyOf(resume, salt) };
}

/** Keeps a shared device's draft, sealed. */
export async function keepSealed(draft: Draft, { key, salt }: Seal): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(JSON.stringify(draft)));
  const sealed: Sealed = { salt: hex(salt), iv: hex(iv), text: hex(new Uint8Array(text)) };
  try {
    sessionStorage.setItem(sharedKey, JSON.stringify(sealed));
  } catch {
    // No storage here: the draft lives as long as the page.
  }
}

/** Reports whether a sealed draft waits on this device. */
export function isSealed(): boolean {
  try {
    return sessionStorage.getItem(sharedKey) !== null;
  } catch {
    return false;
  }
}

/** Opens the sealed draft, with the seal to go on with; undefined when the code is not the one. */
export async function unseal(resume: string): Promise<{ readonly draft: Draft; readonly seal: Seal } | undefined> {
  const sealed = JSON.parse(sessionStorage.getItem(sharedKey) ?? 'null') as Sealed | null;
  if (!sealed) return undefined;
  try {
    const salt = bytes(sealed.salt);
    const key = await keyOf(readCode(resume), salt);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes(sealed.iv) }, key, bytes(sealed.text));
    return { draft: JSON.parse(new TextDecoder().decode(plain)) as Draft, seal: { key, salt } };
  } catch {
    return undefined;
  }
}

/** Forgets everything on this device. */
export function forget(): void {
  for (const storage of [() => localStorage, () => sessionStorage]) {
    try {
      for (const key of [ownKey, sharedKey]) storage().removeItem(key);
    } catch {
      // Nothing can be kept here, so nothing is.
    }
  }
}

async function keyOf(resume: string, salt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey('raw', new TextEncoder().encode(resume), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

const hex = (b: Uint8Array): string => Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('');
const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text.match(/../g) ?? [], (x) => parseInt(x, 16));
