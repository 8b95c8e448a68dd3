import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { setTenantPlan } from "#app/domain/operator/tenants.ts";
import { type NumberChange, overridesAfter, type PlanChange } from "#app/domain/plan/overrides.ts";
import { type Feature, features, limitsOf, type PlanName, planNames } from "#app/domain/plan/plans.ts";
import { withinTenant } from "#db/query.ts";
import { countArgument } from "./arguments.ts";
import { changing } from "./database.ts";
import { requireTenant } from "./find.ts";
import { print } from "./output.ts";

interface SetPlanOptions {
  members?: NumberChange;
  projects?: NumberChange;
  requestsPerMinute?: number | "plan";
  transactionsAtOnce?: number | "plan";
  statementSeconds?: number | "plan";
  feature?: PlanChange["features"];
  clearOverrides?: boolean;
}

export function setPlanCommand(tenant: Command): void {
  tenant
    .command("set-plan")
    .description("put a tenant on a plan, and override single numbers and features for it")
    .argument("<slug>")
    .addArgument(new Argument("<plan>").choices(planNames))
    .option(
      "--members <number|none|plan>",
      "members it may have; none: no limit, plan: the plan's again",
      limit,
    )
    .option("--projects <number|none|plan>", "projects it may have", limit)
    .option("--requests-per-minute <number|plan>", "requests a minute for the whole tenant", requestsLimit)
    .option("--transactions-at-once <number|plan>", "its transactions at once; the rest wait", atOnceLimit)
    .option("--statement-seconds <number|plan>", "how long one of its statements may take", secondsLimit)
    .addOption(
      new Option(
        "--feature <+name|-name>",
        `give or take away one of ${features.join(", ")}; may be repeated`,
      ).argParser(featureChange),
    )
    .option("--clear-overrides", "forget earlier overrides")
    .addHelpText(
      "after",
      "\nEarlier overrides stay, unless cleared. Example:\n  rowhouse tenant set-plan acme pro --members 150 --feature +customDomain",
    )
    .action(setPlan);
}

const largest = 1_000_000;
const count = countArgument(0, largest);
const limit = (value: string): NumberChange => (value === "none" || value === "plan" ? value : count(value));
const ofPlanOr = (parse: (value: string) => number) => (value: string) =>
  value === "plan" ? value : parse(value);
const requestsLimit = ofPlanOr(countArgument(1, largest));
const atOnceLimit = ofPlanOr(countArgument(1, 100));
// Not less than the pool's lock_timeout, and no longer than a request is waited for.
const secondsLimit = ofPlanOr(countArgument(5, 60));

function featureChange(value: string, before: PlanChange["features"] = {}): PlanChange["features"] {
  const [sign, name] = [value[0], value.slice(1)];
  if ((sign !== "+" && sign !== "-") || !isFeature(name)) {
    throw new InvalidArgumentError(`Give + or - and one of ${features.join(", ")}, such as +api.`);
  }
  return { ...before, [name]: sign === "+" };
}

function isFeature(name: string): name is Feature {
  return features.some((feature) => feature === name);
}

async function setPlan(slug: string, plan: PlanName, options: SetPlanOptions, command: Command) {
  const { feature = {}, clearOverrides = false, ...numbers } = options;
  const tenant = await changing(async (tx) => {
    const found = await requireTenant(tx, slug);
    const overrides = overridesAfter(found, { ...numbers, plan, features: feature, clearOverrides });
    await setTenantPlan(withinTenant(tx, found.id), { plan, overrides });
    return { ...found, plan, overrides };
  });
  const overridden = Object.keys(tenant.overrides);
  print(
    command,
    { ...tenant, limits: limitsOf(plan, tenant.overrides) },
    `${tenant.slug} is on ${plan}${overridden.length ? `, overridden: ${overridden.join(", ")}` : ""}`,
  );
}
