"""The steps of one partnership from its first meeting to its contract, each as the pages ask for it."""

import json
import re
from dataclasses import dataclass
from typing import Any

from django.core import mail

from psp.core.dates import add_months, first_day_of_month
from tests.evaluation.sroi.rows import WHEELS
from tests.factories.files import a_pdf

NAME = "Northside Lunch Club"
BIDDER, RIVAL = "Northside Neighbours", "Meals Direct Ltd"
EVALUATORS = ("Edie Hall", "Craig Doyle")  # the first chairs
WINDOW_DAYS, STANDSTILL_DAYS = 30, 10


def upload(words):
    """A small PDF file as a browser sends it."""
    return {"name": f"{words}.pdf", "mimeType": "application/pdf", "buffer": a_pdf(words=words).read()}


def value_map_file():
    """The Guide's worked example with a source for every figure, as a browser sends it."""
    sources = {"quantity_source": "Attendance sheets", "proxy_source": "Unit costs of care"}
    content = WHEELS | {"outcomes": [row | sources for row in WHEELS["outcomes"]]}
    return {"name": "map.json", "mimeType": "application/json", "buffer": json.dumps(content).encode()}


@dataclass
class Walk:
    """``someone`` gives a person's window, ``calendar`` the day; ``partnership`` and ``tender`` are addresses."""

    someone: Any
    calendar: Any
    partnership: str = ""
    study: str = ""
    tender: str = ""

    @property
    def olivia(self):
        return self.someone("Olivia Reid")

    @property
    def pat(self):
        return self.someone("Pat Lennox")

    @property
    def ada(self):
        return self.someone("Ada Munro")

    @property
    def bo(self):
        return self.someone("Bo Quinn")

    def start(self):
        """Olivia starts the partnership; Pat, who purchases for the council, takes it on; a partner that may bid joins."""
        olivia, today = self.olivia, self.calendar.day()
        olivia.follow("Start a partnership")
        olivia.fill(name=NAME, need="Older people in Northside eat alone.", planned_from="design", on=today)
        olivia.fill(funding_ends_on=add_months(today, 47), leader_is="self", service="Community food and meals")
        olivia.choose(lead_public="Kirkton Council", lead_third_sector="Good Company").press("Start the partnership")
        olivia.sees("This is its recommended plan", "Pilot starts", "Money ends")
        self.partnership = re.search(r"/partnerships/\d+/", olivia.page.url).group()
        pat = self.pat.go(f"{self.partnership}partners/").follow("Purchase for this partnership")
        pat.press("Purchase for this partnership").sees("You purchase for this partnership")
        olivia.go(f"{self.partnership}partners/add/").fill(role="partner", joined_on=today, may_bid=True)
        olivia.choose(organisation=BIDDER).press("Add this partner").sees("The partner is added")

    def design(self):
        """The partners write and agree what the pilot needs, and pay for it."""
        olivia, here, today = self.olivia, self.partnership, self.calendar.day()
        olivia.go(f"{here}design/vision/write/").fill(body="Nobody eats alone.", shared_values="Listen first.")
        olivia.press("Save this version")
        for kind in ("memorandum", "service-design"):
            olivia.go(f"{here}design/{kind}/write/").fill(body="1. The partners meet every month.")
            olivia.press("Save this version")
        parties = (("Good Company", olivia), ("Kirkton Council", self.pat), (BIDDER, self.bo))
        for kind, agree in (("vision", parties[:2]), ("memorandum", parties)):
            for organisation, person in agree:
                person.go(f"{here}design/{kind}/").follow(f"Agree for {organisation}").press("Agree")
        olivia.go(f"{here}involvement/add/").fill(title="Tea afternoon", held_on=today, number=14, level="co_designed")
        olivia.fill(who="Older people who live alone", said="The same day each week.", done="Lunch is on Thursdays.")
        olivia.press("Add this entry")
        olivia.go(f"{here}pilot/criteria/add/").fill(statement="Older people eat together", indicator="Guests a week")
        olivia.fill(unit="number", baseline=0, direction="at_least", target=40, source="Attendance sheets")
        olivia.fill(due_on=add_months(today, 34)).press("Add this criterion")
        olivia.go(f"{here}pilot/freeze/").press("Freeze them")
        for head in ("development", "vision", "administration"):
            olivia.go(f"{here}funding/sources/add/").fill(source_name="A trust", kind="Grant", head=head, paid="once")
            olivia.fill(status="secured", amount=90_000, starts_on=today, ends_on=add_months(today, 47))
            olivia.press("Add this source")
        month = first_day_of_month(today)
        olivia.go(f"{here}funding/costs/add/").fill(what="Development officer", head="development", monthly=4_000)
        olivia.fill(first_month=month, last_month=add_months(month, 40)).press("Add this cost")
        olivia.go(here).sees("The pilot can start: nothing is missing")

    def pilot(self):
        """After a year of design and two of pilot there is a result for the criterion."""
        self.calendar.pass_days(366)
        self.olivia.go(f"{self.partnership}start-pilot/").press("Start the pilot").sees("is now in the pilot stage")
        self.calendar.pass_days(731)
        olivia = self.olivia.go(f"{self.partnership}pilot/").follow("Record a result : Older people eat together")
        olivia.fill(value=46, measured_on=self.calendar.day(-1), note="Thursdays").press("Record this result")
        olivia.go(f"{self.partnership}start-evaluation/").press("Start evaluation and redesign")
        olivia.sees("Before the tender can start")

    def evaluate(self):
        """Olivia brings in the value map of the Guide's worked example and gives its sources; Pat approves it."""
        olivia, day = self.olivia, self.calendar.day
        olivia.go(f"{self.partnership}evaluation/new/").fill(title="Lunch club", kind="evaluative")
        olivia.fill(starts_on=day(-731), ends_on=day(-1), comparison="A company would bring the meals to the door.")
        olivia.fill(schedule="HM Treasury Green Book, standard (2022)", timing="end_of_year").press("Save and continue")
        self.study = re.search(r"/evaluations/\d+/", olivia.page.url).group()
        olivia.go(f"{self.study}import/").page.set_input_files("[name=file]", [value_map_file()])
        olivia.press("Continue").press("Import").sees("Value map")
        olivia.go(self.study).sees("£1.93", "£39,367")
        olivia.go(f"{self.study}working/").sees("£81,741.93")
        olivia.go(f"{self.study}redesign/new/").fill(finding="Guests who walk there come back.", change="A third hall.")
        olivia.fill(decided_on=day()).press("Save")
        olivia.go(f"{self.study}submit/").press("Submit for approval").sees("waits for approval")
        self.pat.go(f"{self.study}approve/").press("Approve and freeze").sees("figures are frozen")

    def get_ready(self):
        """The partnership answers, purchasers judge; those who may bid plan for losing; the council underwrites."""
        here, day = self.partnership, self.calendar.day
        olivia = self.olivia.go(f"{here}readiness/start/").press("Begin the round")
        review = olivia.page.url
        answers = [box.get_attribute("name") for box in olivia.page.locator("textarea[name$='-text']").all()]
        assert len(answers) >= 20
        olivia.fill(**dict.fromkeys(answers, "See the documents.")).press_first("row")
        olivia.press("Save and submit for review").press("Submit for review")
        judgements = {name.replace("-text", "-judgement"): "met" for name in answers}
        pat = self.pat.go(review).fill(**judgements).press_first("row")
        pat.press("Save and decide").fill(decision="ready", note="Go.").press("Decide").sees("The decision is recorded")
        for person in (olivia, self.bo):
            person.go(f"{here}contingency/").follow("Write your plan")
            person.fill(what_if="The hall stays open.", staff="Two posts end.", users="Guests hear at once.")
            person.fill(finance="Three months of reserves.", decisions="The board decides in June.").press("Save")
            person.follow("Record that it is agreed").fill(agreed_on=day()).press("Record it")
        first = first_day_of_month(add_months(day(), 1))
        olivia.go(f"{here}commitments/offer/").fill(monthly=6_000, starts_on=first, ends_on=add_months(first, 18))
        olivia.fill(sign_by=day(20)).choose(organisation="Kirkton Council").press("Record this offer")
        commitment = olivia.page.url.split("#")[0]
        pat.go(f"{commitment}sign/").page.set_input_files("[name=file]", [upload("commitment")])
        pat.press("Sign the commitment")
        self.calendar.pass_days(186)
        self.olivia.go(f"{here}start-tender/").press("Start the tender stage").sees("is now in the tender stage")

    def publish(self):
        """Pat prepares the tender: value, dates, questions, documents, prior involvement; then publishes it."""
        here, day, pat = self.partnership, self.calendar.day, self.pat
        pat.go(f"{here}tender/").follow("Prepare a tender").fill(
            title="Lunches in Northside", description="For 40 guests"
        )
        pat.fill(estimated_value=240_000, service_kind="social", vat_rate=20).press("Save and continue")
        self.tender = pat.page.url.split("#")[0]
        pat.go(f"{self.tender}value/").fill(note="Above the first threshold, below light touch.").press("Record")
        pat.go(f"{self.tender}dates/edit/").fill(notice_on=day()).press("Plan forwards from the notice").press("Save")
        pat.sees("The dates follow the rules")
        for text, weight in (("How will you run the lunches?", 60), ("How will you train volunteers?", 40)):
            pat.go(f"{self.tender}criteria/questions/add/").fill(text=text, weight=weight).press("Add the question")
        for kind in ("Invitation to tender", "Specification", "Terms of the contract", "Pricing schedule"):
            pat.go(f"{here}documents/add/").page.set_input_files("[name=file]", [upload(kind)])
            pat.fill(title=kind, is_restricted=True).press("Add this document")
            number = re.search(r"/documents/(\d+)/", pat.page.url).group(1)
            pat.go(f"{self.tender}documents/add/").fill(kind=kind, documents=number).press("Add")
        for organisation in ("Good Company", BIDDER):
            pat.go(f"{here}tender/prior-involvement/").follow(f"Record {organisation}")
            pat.fill(helped_design="False", extra_days=0).press("Save")
        pat.go(f"{self.tender}publish/").press("Publish the tender").sees("open for bids")

    def invite_una(self):
        """Pat invites a second purchaser, who opens her account from the mail."""
        pat = self.pat.go("/invitations/new/").fill(email="una@example.org", name="Una Blair", role="council_purchaser")
        pat.fill(organisation="Kirkton Council", partnership=NAME, partnership_role="Purchaser")
        pat.press("Send the invitation")
        (letter,) = [sent for sent in mail.outbox if sent.to == ["una@example.org"]]
        una = self.someone().go(re.search(r"http\S+/invitations/accept/\S+", letter.body).group())
        una.fill(password="seventeen quiet geese").press("Accept and open your account").sees(NAME)

    def una(self):
        """Una at her window, signed in with her password where her session has run out."""
        una = self.someone()
        if "/account/login/" in una.page.url:
            una.fill(login="una@example.org", password="seventeen quiet geese").press("Sign in")
        return una

    def bid(self):
        """Two evaluators are appointed, a question is answered, two bids are sealed and read by nobody."""
        pat, day = self.pat, self.calendar.day
        for person in EVALUATORS:
            pat.go(f"{self.partnership}people/add/").fill(role="evaluator").choose(person=person)
            pat.press("Offer this role")
            self.someone(person).go("/").follow("Pat Lennox invites you").press("Accept")
            pat.go(f"{self.tender}evaluators/appoint/").fill(person=person)
            pat.fill(is_chair=person == EVALUATORS[0]).press("Appoint")
        pat.go(f"{self.tender}questions/record/").fill(text="How many guests come?", asked_on=day())
        pat.press("Record the question").follow("Answer Question 1").fill(answer="About forty.").press(
            "Answer to all bidders"
        )
        self.calendar.pass_days(1)
        pat = self.pat
        for bidder, price in ((BIDDER, 230_000), (RIVAL, 210_000)):
            pat.go(f"{self.tender}bids/record/").fill(received_at=day(), received_at_time="00:01", price=price)
            names = pat.page.eval_on_selector_all("textarea[name^=answer_]", "boxes => boxes.map(box => box.name)")
            pat.fill(**dict(zip(names, (f"{bidder} cooks.", f"{bidder} trains."), strict=True)))
            if bidder == RIVAL:
                pat.fill(name=RIVAL)
            else:
                pat.choose(organisation=bidder)
            pat.press("Seal the bid").sees("The bid is sealed")
        for person in (pat, self.ada, self.olivia):
            person.go(self.tender).does_not_see(RIVAL, "210,000").go(self.partnership).does_not_see(RIVAL, "210,000")
        pat.go(f"{self.tender}bids/").does_not_see(RIVAL, "210,000")

    def score(self):
        """After the deadline two purchasers open the bids; two evaluators score alone; the chair moderates."""
        # The last whole day may have to wait for a working day, and midday for the one after that.
        self.calendar.pass_days(WINDOW_DAYS + 6)
        for person in (self.pat, self.una()):
            person.go(f"{self.tender}open/").press("Open the bids")
        for purchaser in (self.pat, self.una()):
            purchaser.go(f"{self.tender}interests/").fill(has_interest="no").press("Declare")
        for name, points in zip(EVALUATORS, ((3, 2), (4, 2)), strict=True):
            evaluator = self.someone(name)
            evaluator.go(f"{self.tender}interests/").fill(has_interest="no").press("Declare")
            for question in self.addresses(evaluator, "scoring/", "/scoring/question/"):
                self.answer_cells(evaluator.go(question), points, "comment", "Clear.")
            evaluator.go(f"{self.tender}scoring/lock/").press("Lock your scores").sees("Your scores are locked")
        self.pat.go(f"{self.tender}scoring/close/").press("Close scoring")
        chair = self.someone(EVALUATORS[0])
        for question in self.addresses(chair, "moderation/", "/moderation/question/"):
            self.answer_cells(chair.go(question), (3, 2), "rationale", "The timetable is not described.")

    def addresses(self, walker, page, part):
        """The addresses of the links on a page of the tender that hold these words, each once."""
        walker.go(f"{self.tender}{page}")
        found = walker.page.eval_on_selector_all(f"main a[href*='{part}']", "links => links.map(a => a.pathname)")
        assert found, f"nothing leads to {part}"
        return sorted(set(found))

    def answer_cells(self, walker, points, words, text):
        """Give each bid on a page its points and words."""
        names = walker.page.eval_on_selector_all("main [name$=-points]", "fields => fields.map(f => f.name)")
        for name, value in zip(dict.fromkeys(names), points, strict=True):
            walker.fill(**{name: str(value), name.replace("points", words): text})
        walker.press("Save everything")

    def award(self):
        """The prices are opened, the bids ranked, the first is awarded the contract, and every bidder is told."""
        pat = self.pat.go(f"{self.tender}moderation/close/").press("Close moderation")
        # Quality 75 and 50 of 100, half of all points; 50 × 210,000 ÷ 230,000 = 45.65 for the price (guide).
        pat.sees(f"{BIDDER} is ranked first", "37.50", "45.65", "83.15", "75.00")
        pat.go(f"{self.tender}award/decide/").fill(reasons="It shows how it trains.").press("Award the contract")
        for bidder in (BIDDER, RIVAL):
            pat.go(f"{self.tender}award/notices/record/").fill(bid=bidder, sent_on=self.calendar.day())
            pat.fill(is_electronic="yes").press("Record the notice")
        pat.sees("the standstill ends on")

    def sign(self):
        """Not before the standstill is over; then the contract is signed and the partnership reaches it."""
        self.record_contract().sees("The standstill ends at midnight")
        self.calendar.pass_days(STANDSTILL_DAYS + 6)  # its last day and the next one may be no working days
        self.record_contract().sees(f"{BIDDER} has the contract")
        self.olivia.go(f"{self.partnership}start-contract/").press("Start the contract")
        self.olivia.go(self.partnership).sees("Contract")

    def record_contract(self):
        day = self.calendar.day
        pat = self.pat.go(f"{self.tender}conclude/").fill(signed_on=day(), value=230_000, starts_on=day(150))
        return pat.fill(ends_on=day(1245)).press("Record and conclude")

    def report(self, kind, form="pdf"):
        """Pat has a report made and downloads it; returns its bytes."""
        pat = self.pat.go(f"{self.partnership}reports/ask/")
        pat.page.locator(f"[name=report][value^='{kind}:']").first.check()
        pat.fill(format=form).press("Make the report").sees("SHA-256")
        with pat.page.expect_download() as download:
            pat.page.get_by_role("link", name=re.compile("^Download")).first.click()
        return download.value.path().read_bytes()
