import type { Role } from "#app/domain/membership/permissions.ts";
import type { PlanName } from "#app/domain/plan/plans.ts";

export const demoPassword = "three doors down";

export interface DemoPerson {
  key: string;
  name: string;
  email: string;
}

export interface DemoProject {
  name: string;
  description: string;
  /** Days ago. */
  began: number;
  /** Days ago; absent: not archived. */
  archived?: number;
  tasks: string[];
}

export interface DemoTenant {
  slug: string;
  name: string;
  plan: PlanName;
  /** By the keys of `demoPeople`. The first is the owner. */
  members: Record<string, Role>;
  projects: DemoProject[];
  remarks: string[];
}

export const demoPeople: DemoPerson[] = [
  { key: "ada", name: "Ada Okafor", email: "ada@acme.example" },
  { key: "bruno", name: "Bruno Keller", email: "bruno@acme.example" },
  { key: "chiara", name: "Chiara Rossi", email: "chiara@acme.example" },
  { key: "devi", name: "Devi Raman", email: "devi@acme.example" },
  { key: "elin", name: "Elin Sandberg", email: "elin@acme.example" },
  { key: "farah", name: "Farah Haddad", email: "farah@globex.example" },
  { key: "gil", name: "Gil Navarro", email: "gil@globex.example" },
];

const acme: DemoTenant = {
  slug: "acme",
  name: "Acme Espresso",
  plan: "pro",
  members: { ada: "owner", bruno: "admin", chiara: "member", devi: "member", elin: "viewer" },
  projects: [
    {
      name: "Launch the Model 3 grinder",
      description: "From the last prototype to the first hundred grinders on the shelf.",
      began: 88,
      tasks: [
        "Sign off the burr geometry",
        "Order tooling for the hopper lid",
        "Run the 500-hour wear test",
        "Measure noise at the three settings",
        "Certify the power supply",
        "Write the quick-start card",
        "Photograph the black and the cream finish",
        "Agree the launch price with retailers",
        "Brief the two demo cafés",
        "Book freight for the first hundred",
        "Set up the spare parts list",
        "Draft the launch announcement",
      ],
    },
    {
      name: "New web shop",
      description: "A faster shop that shows stock per store and takes orders for repairs.",
      began: 74,
      tasks: [
        "Map every redirect from the old shop",
        "Choose a payment provider",
        "Move product photos to the new format",
        "Show stock per store on the product page",
        "Let customers book a repair",
        "Check the checkout with a screen reader",
        "Load test for the sale weekend",
        "Write the returns page",
        "Translate the twenty most read pages",
        "Train the shop team on refunds",
        "Switch the domain over",
      ],
    },
    {
      name: "Move to Harbour Street",
      description: "The workshop moves three streets down. Nothing may stand still for more than two days.",
      began: 61,
      tasks: [
        "Measure the goods lift",
        "Get the floor load confirmed in writing",
        "Plan the compressed air lines",
        "Ask three movers for a quote",
        "Label every bench and cabinet",
        "Tell suppliers the new address",
        "Move the test rig first",
        "Cancel the old waste contract",
        "Hand back the keys",
      ],
    },
    {
      name: "Winter catalogue",
      description: "Forty pages, printed and as a download, out before the first frost.",
      began: 45,
      tasks: [
        "Pick the twelve lead products",
        "Write the story about the Milan roaster",
        "Shoot the family kitchen set",
        "Lay out the accessories spread",
        "Proofread prices and part numbers",
        "Get a paper sample from the printer",
        "Export the download version",
        "Book the mailing slot",
      ],
    },
    {
      name: "Support handbook",
      description: "What the support team knows by heart, written down so that new people can answer too.",
      began: 33,
      tasks: [
        "List the thirty most asked questions",
        "Describe the descaling reset, step by step",
        "Record a two-minute video on the group seal",
        "Agree what is repaired for free",
        "Write the tone of voice page",
        "Let Elin test it on last month's tickets",
        "Add a page about water hardness",
      ],
    },
    {
      name: "Supplier audit",
      description: "Every supplier above ten thousand a year is visited or called, once a year.",
      began: 21,
      tasks: [
        "Update the list from the ledger",
        "Visit the foundry in Brescia",
        "Call the gasket maker about lead times",
        "Check certificates for food-safe brass",
        "Find a second source for pump heads",
        "Score everyone and share the table",
      ],
    },
    {
      name: "Apprentice week",
      description: "Four school leavers, five days, one machine built from parts.",
      began: 9,
      tasks: [
        "Agree the dates with the school",
        "Prepare four kits of parts",
        "Choose a mentor for each day",
        "Order safety shoes in the right sizes",
        "Plan the last-day coffee for parents",
      ],
    },
    {
      name: "Trade fair in Milan",
      description: "Six square metres, two machines, one barista.",
      began: 90,
      archived: 38,
      tasks: [
        "Book the stand by the entrance",
        "Build the counter",
        "Ship both machines",
        "Print three hundred price lists",
        "Follow up on forty visiting cards",
      ],
    },
    {
      name: "New payroll provider",
      description: "Wages on time, with one system less.",
      began: 84,
      archived: 52,
      tasks: [
        "Compare three providers",
        "Export the year so far",
        "Run both in parallel for a month",
        "Close the old account",
      ],
    },
  ],
  remarks: [
    "Done, the numbers are in the shared sheet.",
    "The supplier promised Thursday. I'll believe it when it is here.",
    "Looks good to me. One thing: the second photo is the old model.",
    "Can we do this after the stocktake? Half the team is in the cellar that day.",
    "I called them. They need the drawing with tolerances, not the sketch.",
    "Tested on three machines, all within half a gram.",
    "Price went up by four percent. Still cheaper than the other quote.",
    "Moved the date: the printer is closed on Friday.",
    "Who has the key to the sample room?",
    "Customers keep asking for this, so let's not drop it.",
    "First version is up. Please be unkind about it.",
    "Agreed with Bruno on the phone: we go without the second language for now.",
    "The test ran all weekend. No leaks.",
    "I'd split this in two, the second half waits for the foundry anyway.",
  ],
};

const globex: DemoTenant = {
  slug: "globex",
  name: "Globex Planning",
  plan: "free",
  members: { farah: "owner", chiara: "admin", gil: "member" },
  projects: [
    {
      name: "Cycle route study",
      description:
        "Where a protected route between the station and the university could run, and what it costs.",
      began: 80,
      tasks: [
        "Count bikes at the six junctions",
        "Interview the two bus operators",
        "Draw variant A along the canal",
        "Draw variant B through Mill Road",
        "Estimate costs for both variants",
        "Write the chapter on parking",
        "Present to the council committee",
        "Answer the committee's questions",
      ],
    },
    {
      name: "Annual report for the city",
      description: "Due at the end of the quarter, forty pages at most.",
      began: 40,
      tasks: [
        "Collect figures from the districts",
        "Check last year's forecasts against what happened",
        "Draft the summary",
        "Redraw the housing map",
        "Have the legal notes read",
        "Send to print",
      ],
    },
    {
      name: "Hire an analyst",
      description: "Somebody who likes maps and spreadsheets equally.",
      began: 26,
      tasks: [
        "Write the advert",
        "Post it at both universities",
        "Read applications",
        "Invite five people",
        "Prepare the sample task",
        "Make an offer",
      ],
    },
    {
      name: "Website refresh",
      description: "The old pages say things that are no longer true.",
      began: 14,
      tasks: [
        "List pages to drop",
        "Write three project stories",
        "New team photos",
        "Check contact forms work",
      ],
    },
    {
      name: "Spring newsletter",
      description: "Sent to 1,200 readers.",
      began: 89,
      archived: 60,
      tasks: ["Collect four stories", "Clean the address list", "Send it out"],
    },
  ],
  remarks: [
    "The council asked for the figures per district. I've added a table.",
    "Counted again this morning in the rain: 312.",
    "Variant B loses eleven parking spaces, we should say so on page one.",
    "Waiting for the bus operator, I'll write again on Monday.",
    "Three strong applications so far.",
    "The map needs a scale bar before it goes out.",
    "Shortened it by half. Nobody will miss the rest.",
    "Fine with me, please send it.",
  ],
};

export const demoTenants: DemoTenant[] = [acme, globex];
