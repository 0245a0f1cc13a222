"""What officers answer in a readiness review, and where purchasers doubt it. The breakfast clubs answer in words of their own."""

FIRST = {
    "need-shown": "The council’s own figures of three years, by month and by ward, and a waiting list checked name by name.",
    "users-shaped-design": "The involvement log: users led once, were involved twice, and each entry says what changed.",
    "design-agreed": "Version 1 of the service design, read by all partners at their meeting.",
    "pilot-results": "Every criterion has its result; the one that missed its target says by how much and why.",
    "pilot-long-enough": "The pilot ran for 24 months without a break.",
    "redesign-decided": "The decisions of the partners’ meeting stand beside the findings they follow from.",
    "social-value-evaluated": "The approved study with its ratio, its range and the assumption that moves it most.",
    "comparison-made": "The study sets it against a private company’s offer for the same contract.",
    "community-benefits": "Every bidder pays the real Living Wage, and offers training places to people in the service.",
    "partners-can-tender": "Before: two of ten points. After four sessions: seven. Both partners wrote a practice bid.",
    "purchasers-know-sector": "Two purchasers spent a day each with the service and its users.",
    "roles-clear": "The agreed memorandum names who leads and how decisions are taken.",
    "identity-kept": "Each partner’s identity statement is on the partners’ page. There is no vehicle.",
    "costs-known": "Monthly accounts of the pilot with overheads: the cost for each person fell by a tenth.",
    "budget-confirmed": "The head of service has confirmed the first year in writing.",
    "bridge-funded": "The signed commitment runs until after the planned start of the contract.",
    "specification-ready": "A first outline of outcomes.",
    "terms-and-pricing-ready": "Terms are the council’s own; pricing schedule and six questions are drafted.",
    "staff-and-users-protected": "The draft terms say what happens to staff, and that nobody’s service changes in the first month.",
    "contingency-agreed": "Each partner that may bid has a plan its board has agreed.",
    "involvement-disclosed": "The register is kept; the disclosure pack lists costs, volumes and routes of the pilot.",
    "interests-declared": "Who wrote the specification works for no bidder. Evaluators declare before they see a bid.",
}
DOUBTS = {
    "budget-confirmed": (
        "not_met",
        "One year is not the whole contract. The finance committee has to confirm all three.",
    ),
    "specification-ready": ("not_met", "An outline is no specification: bidders must be able to price it."),
    "partners-can-tender": ("partly", "The second partner has not written about price yet."),
    "involvement-disclosed": ("partly", "The routes are missing from the pack."),
}
SECOND = FIRST | {
    "budget-confirmed": "The finance committee confirmed all three years; its minute is among the documents.",
    "specification-ready": "The full specification with three grades, photographs and monthly volumes.",
    "partners-can-tender": "The second partner has priced a practice bid with its accountant.",
    "involvement-disclosed": "The pack holds costs, volumes and routes, and goes out with the notice.",
}
REMARKS = {"involvement-disclosed": ("partly", "Ready in draft. It has to be out on the day of the notice.")}
BREAKFAST = SECOND | {
    "need-shown": "The schools’ own count over two terms: one child in five came without breakfast, by school and year.",
    "users-shaped-design": "The involvement log: parents led on opening hours, children chose the games, and each entry says what changed.",
    "pilot-results": "Every criterion has its result, measured by the schools and not by the clubs.",
    "social-value-evaluated": "The approved study with its ratio, its range and the assumption that moves it most: days at school.",
    "comparison-made": "The study sets it against the price of a private childcare company for the same hours.",
    "community-benefits": "Every bidder pays the real Living Wage, and offers parents training in childcare.",
    "partners-can-tender": "Parents and the trust wrote a practice bid with the school business manager and priced it.",
    "purchasers-know-sector": "Both purchasers had breakfast at two clubs and stayed for the walk to school.",
    "costs-known": "Accounts of eleven clubs by term, with overheads: the cost for each child and morning is known.",
    "specification-ready": "The full specification: hours, food standard, ratio of staff to children and safeguarding.",
    "staff-and-users-protected": "The draft terms say what happens to staff, and that no club closes in the first term.",
    "involvement-disclosed": "The pack holds costs, numbers of children by club and the food standard, and goes out with the notice.",
}
