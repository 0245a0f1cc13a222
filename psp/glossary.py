"""The words of the product, one word per thing, as the glossary explains them."""

from django.utils.translation import gettext_lazy as _

GLOSSARY = [
    (
        _("Attribution"),
        _(
            "The share of an outcome that is due to others. 25% attribution means three quarters of the change is counted as yours."
        ),
    ),
    (_("Award"), _("The decision which bid wins the tender. It becomes a contract after the standstill.")),
    (_("Award criterion"), _("What bids are compared on: quality, in questions with weights, and price.")),
    (_("Baseline"), _("The plan as it was agreed at first. Slip is measured against it.")),
    (_("Bid"), _("An organisation’s offer in a tender. Nobody can read it before the deadline.")),
    (
        _("Commitment"),
        _(
            "A written promise to pay for the service after the pilot: who, how much, until when and on what conditions."
        ),
    ),
    (_("Consensus score"), _("The score the evaluators settle on together, with the reason for it.")),
    (
        _("Contingency plan"),
        _("What a partner organisation will do if it does not win the tender. Only that organisation reads it."),
    ),
    (_("Criterion"), _("One thing that must hold before a partnership passes a gate.")),
    (_("Deadweight"), _("The share of an outcome that would have happened anyway.")),
    (_("Debrief"), _("The explanation a bidder gets of how its bid was scored.")),
    (
        _("Disclosure pack"),
        _("What every bidder is given so that an organisation that helped to design the service has no advantage."),
    ),
    (_("Displacement"), _("The share of an outcome that only moved a problem elsewhere.")),
    (_("Drop-off"), _("How much of an outcome fades with each year after the first.")),
    (_("Evaluator"), _("A person who scores bids, alone at first, then together with the others.")),
    (_("Financial proxy"), _("A sum of money that stands for the worth of a change that has no price.")),
    (_("Gate"), _("The step from one stage to the next. It opens when nothing is missing.")),
    (_("Impact"), _("What is left of an outcome’s value after deadweight, displacement and attribution.")),
    (_("Indicator"), _("What you count to know whether a change has happened.")),
    (_("Input"), _("What somebody puts in, such as money or time.")),
    (_("Involvement"), _("How people who use the service took part: told, consulted, involved, co-designed or led.")),
    (_("Lead partner"), _("The public body, and the third-sector organisation, that lead the partnership.")),
    (_("Learning point"), _("Something a partnership learned, kept so that others need not learn it again.")),
    (_("Lot"), _("A part of a contract that can be bid for by itself.")),
    (
        _("Memorandum of understanding (MoU)"),
        _("What the partners agree on how they work together. It is voluntary and not a contract."),
    ),
    (_("Milestone"), _("A dated step in the plan.")),
    (
        _("Organisation"),
        _("A charity, social enterprise, voluntary organisation, public body or company in the directory."),
    ),
    (_("Outcome"), _("A change in somebody’s life, good or bad, that the service brings about.")),
    (_("Output"), _("What the service does, counted: visits, meals, sessions.")),
    (_("Partner"), _("An organisation in a partnership.")),
    (
        _("Partnership"),
        _(
            "Here always a public social partnership: charities or social enterprises and public bodies that design and pilot a service together before it goes to tender."
        ),
    ),
    (_("Present value"), _("What a later year’s value is worth today.")),
    (
        _("Prior involvement"),
        _(
            "That a bidder helped to prepare the tender, for example by designing the service. The law says how to keep this fair."
        ),
    ),
    (_("Profile"), _("A short account of a partnership that others can learn from.")),
    (_("Question"), _("A part of the quality criterion that each bid answers and evaluators score.")),
    (_("Ratio"), _("The social value made for each pound put in. £1.93 for each £1 means that.")),
    (_("Readiness"), _("Whether a partnership has what a tender needs, as the council’s purchaser judges it.")),
    (_("Return"), _("A periodic report of figures.")),
    (_("Score"), _("An evaluator’s mark from 0 to 4 for one question of one bid.")),
    (
        _("Slack"),
        _("How many days later something may be over without delay to the start of the service."),
    ),
    (_("Slip"), _("How many days later than its baseline something is planned or done.")),
    (_("Stage"), _("One of three parts of a partnership: design, pilot and tender.")),
    (_("Stakeholder"), _("A person or group that the service changes or that changes the service.")),
    (_("Standstill"), _("The days between telling bidders the result and signing the contract.")),
    (_("Study"), _("An evaluation of a partnership’s social value.")),
    (_("Tender"), _("The competition for the longer-term contract.")),
    (_("Value map"), _("The table that leads from stakeholders through outcomes to value, one row per outcome.")),
    (_("Vehicle"), _("A separate company that partners own together so that it can hold the contract.")),
]
