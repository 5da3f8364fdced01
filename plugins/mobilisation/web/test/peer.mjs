// The ALTCHA protocol's own library, as a peer: node peer.mjs KEY CHALLENGE
import { createChallenge, solveChallenge, verifySolution } from 'altcha-lib/v1';

const [, , key, text] = process.argv;
const question = JSON.parse(text);
const send = (q, number) => Buffer.from(JSON.stringify({ algorithm: q.algorithm, challenge: q.challenge, number, salt: q.salt, signature: q.signature })).toString('base64');
const solve = async (q) => send(q, (await solveChallenge(q.challenge, q.salt, q.algorithm, q.maxnumber).promise).number);

const solution = await solve(question);
const past = await createChallenge({ hmacKey: key, maxnumber: 100, salt: 'ab?expires=1000000000&' });
const theirs = await createChallenge({ hmacKey: key, maxnumber: 1000, expires: new Date(Date.now() + 60_000), params: { for: 'petition/1' } });

process.stdout.write(JSON.stringify({
  solution,
  accepts: await verifySolution(solution, key),
  expired: await verifySolution(await solve(past), key),
  theirs: await solve(theirs),
}));
