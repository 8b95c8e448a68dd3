import type { Area } from "./mutant.ts";

export const limits: Area = {
  tests: ["integration/http-limits.test", "limiter.test"],
  mutants: [
    {
      what: "members use up the queries for cookies not seen before",
      find: `if (res.locals.isUnknownCookie) await giveBackDoorQuery(client);`,
      replace: ``,
    },
    {
      what: "an outsider's cookie costs a query each time",
      find: `if (key) verdicts.set(key, outside, forMs(rememberOutsideMs));`,
      replace: ``,
    },
    {
      what: "a used-up tenant costs a query each time",
      find: `return blocked ? tooMany(req, res, "tenant", verdict.plan, blocked) : next();`,
      replace: `return next();`,
    },
    {
      what: "a tenant waits a minute for its larger plan",
      find: `Math.min(allowance.msBeforeReset, tenantBlockMs)`,
      replace: `allowance.msBeforeReset`,
    },
    {
      what: "a used-up client costs a query each time",
      find: `if (allowance.remaining === 0) blockedShares.set(`,
      replace: `if (allowance.remaining < 0) blockedShares.set(`,
    },
    {
      what: "made-up cookies cost a query each, however many",
      find: `if (!ofClient.isAllowed) return false;`,
      replace: ``,
    },
    {
      what: "a member of one tenant passes the client's limit at others",
      find: 'base64")} ${slug}`',
      replace: 'base64")}`',
    },
    {
      what: "members whose client is used up are refused",
      find: `if (verdict?.side === "inside") {`,
      replace: 'if (verdict?.side === "inside" && !blockedShares.get(`client ${clientKey}`)) {',
    },
    {
      what: "members pay from their client's share",
      find: `const allowance = await tenants.spend(tenant.id, tenant.limits.requestsPerMinute);`,
      replace: `const allowance = await clients.spend(clientKey, config.limits.outsiderPerMinute);`,
    },
    {
      what: "every member has the whole plan's requests",
      find: `tenants.spend(tenant.id, `,
      replace: "tenants.spend(`${tenant.id} ${doorOf(res)?.user?.id}`, ",
    },
    {
      what: "a network's addresses have a share each, however many",
      find: `if (!allowance.isAllowed) return { ...share, blocked };`,
      replace: `return allowance.isAllowed ? null : { ...share, blocked };`,
    },
    {
      what: "one client uses up the share of its whole network",
      find: `{ id: \`client \${clientKey}\`, limiter: clients, key: clientKey, points: outsiderPerMinute }, { id: \`network \${network}\`, limiter: networks, key: network, points: outsiderPerMinute * networkShare },`,
      replace: `{ id: \`network \${network}\`, limiter: networks, key: network, points: outsiderPerMinute * networkShare }, { id: \`client \${clientKey}\`, limiter: clients, key: clientKey, points: outsiderPerMinute },`,
      tests: ["http/limits.test"],
    },
    {
      what: "a network's addresses cause queries for made-up cookies without end",
      find: `return (await networksUnknownCookies.spend(network, most)).isAllowed;`,
      replace: `return most > 0;`,
    },
    {
      what: "one less is allowed than is said",
      find: `isAllowed: consumedPoints <= points,`,
      replace: `isAllowed: consumedPoints < points,`,
    },
    {
      what: "a limiter remembers every key there ever was",
      find: `if (keys.size <= maximumKeys) return;`,
      replace: `if (keys.size) return;`,
    },
    {
      what: "a client whose share is filled in the same moment is refused for ever",
      find: `return { ttl: Math.max(milliseconds, 1) };`,
      replace: `return { ttl: milliseconds };`,
      tests: ["http/limits.test"],
    },
    {
      what: "a client is refused for longer than its share is used up",
      find: `forMs(allowance.msBeforeReset)`,
      replace: `forMs(allowance.msBeforeReset + 60_000)`,
      tests: ["http/limits.test"],
    },
    {
      what: "passwords of one account are guessed from one network without end",
      find: "(await spend(accountNearby, `${account} ${networkOf(clientKey)}`)) ??",
      replace: "",
      tests: ["integration/accounts-limits.test"],
    },
    {
      what: "many accounts are tried by one network without end",
      find: `(await spend(ofNetworks[form], networkOf(clientKey), signInPerMinute * networkShare))`,
      replace: `null`,
      tests: ["integration/accounts-limits.test"],
    },
    {
      what: "passwords of one account are guessed from everywhere without end",
      find: `(await spend(accountEverywhere, account, signInPerMinute * everywhereFactor))`,
      replace: `null`,
      tests: ["integration/accounts-limits.test"],
    },
    {
      what: "many accounts are tried by one client without end",
      find: `if (clientTooOften) return answerRefusal(context, clientTooOften, { refused: {} });`,
      replace: ``,
      tests: ["integration/accounts-limits.test"],
    },
    {
      what: "a mailbox is filled with links to reset a password",
      find: `if before >= most then return; end if;`,
      replace: ``,
      tests: ["integration/accounts-reset-mails.test"],
    },
    {
      what: "a stranger uses up the owner's mails with links to reset a password",
      find: `is_known := network = any (array(`,
      replace: `is_known := '' <> all (array(`,
      tests: ["integration/accounts-reset-mails.test"],
    },
    {
      what: "the ninth mail with a link to reset a password says that it is the last",
      find: `case when before + 1 = most then`,
      replace: `case when before + 2 = most then`,
      tests: ["integration/accounts-reset-mails.test"],
    },
    {
      what: "an account keeps every network that it ever saw",
      find: `order by o.seen_at desc, o.network offset 20 for update skip locked`,
      replace: `order by o.seen_at desc, o.network offset 1000`,
      tests: ["integration/accounts-reset-mails.test"],
    },
    {
      what: "an outsider announces a large form to a tenant",
      find: `return isMember || announcedBytes(req) <= outsiderBytes ? next() : sendRefusal(req, res, 413);`,
      replace: `next();`,
      tests: ["integration/http-bodies.test"],
    },
    {
      what: "a password is normalised before its length is looked at",
      find: `return !hasAtMost(password, passwordLength.max);`,
      replace: `return !hasAtMost(password.normalize("NFKC"), passwordLength.max);`,
      tests: ["tests/growth.test"],
    },
    {
      what: "newcomers find the line for password hashing full",
      find: `if (isNewcomer && newcomers.length < kept && neighbours < keptPerNetwork) return newcomers;`,
      replace: ``,
      tests: ["turns.test", "integration/accounts-flood.test"],
    },
    {
      what: "one network takes all places that are kept for newcomers",
      find: `&& newcomers.length < kept && neighbours < keptPerNetwork)`,
      replace: `&& newcomers.length < kept && neighbours >= 0)`,
      tests: ["turns.test"],
    },
    {
      what: "newcomers wait behind the whole line",
      find: `const lines = lastServed === open ? [newcomers, open] : [open, newcomers];`,
      replace: `const lines = lastServed === open ? [open, newcomers] : [open, newcomers];`,
      tests: ["turns.test"],
    },
    {
      what: "Redis that is away lets everything through",
      find: `catch { return insurance[change](key, 1); }`,
      replace: `catch { return { consumedPoints: 0, msBeforeNext: 0, isFirstInDuration: true } as RateLimiterRes; }`,
      tests: ["limiter.test"],
    },
    {
      what: "comments don't wait for what becomes of their task",
      find: `if (!(await lockProject(tx, projectId))) return outcome.notFound; const task = await`,
      replace: `const task = await`,
      tests: ["integration/races.test"],
    },
  ],
};
