"""At which stage an award word stands: voted, proposed, decided, presented, received, aimed at, recited."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from warehouse.events.analysis import Analysis
from warehouse.events.items import Item
from warehouse.events.resolve_meetings import Meeting
from warehouse.events.rules import Match

_NEAR = 5
_LIST_NEAR = 16  # items between an aim and the colon that opens its list
_CLAUSE = 8  # items before an aim in its clause
_CARRIED = 3  # sentences over which a stage is carried on
_LINES_ABOVE = 12  # lines of a list or a table between the one that says what it is and an item
_SAID_ABOVE = ("proposed", "voted", "decided", "presented", "received")
_VOTING_REVIEWS = ("bình xét", "suy tôn")  # terms of a review that are votes, too
_OF_THE_PROPOSAL = frozenset(("ORG", "AUTH", "POST", "PLACE", "BLOC", "BLOCREF", "VOTE", "AGREE", "','", "AND", "TABLED"))
_LIST_OPENERS = ("BELONG", "INCLUDING")
_SOMEBODY = frozenset(("ORG", "AUTH", "POST", "PERSON", "PASSIVE", "VENUE"))  # before a verb: a finite clause of its own
_AIM_NOUNS = ("chỉ tiêu", "mục tiêu", "tiêu chuẩn")
_REACHED = (" vượt ", " hoàn thành ", " đạt ", " thực hiện ")
_LISTED_AIMS = ("phấn đấu", "mục tiêu", "đặt ra mục tiêu", "hướng tới", "quyết tâm")


@dataclass(slots=True, eq=False)
class Stage:
    """The stage, the item that says it, its tokens, the rule; ``carried`` from the sentence before."""

    name: str
    index: int
    place: tuple[int, int]
    rule: str
    carried: bool = False


@dataclass(slots=True, eq=False)
class _Cue:
    index: int
    stage: str
    holds: bool
    weak: bool
    only_received: bool
    yields: bool
    place: tuple[int, int]
    rule: str


class StageReader:
    """Reads the cues of one sentence after the other; a list that follows "đề nghị khen thưởng:" keeps its stage."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self._cues: list[_Cue] | None = []
        self.items: list[Item] = []
        self.number = -1
        self.carry: tuple[int, Stage] | None = None

    def enter(self, number: int) -> None:
        """Go on to a sentence with an award, past those before it in whose list it may stand."""
        for before in range(max(self.number + 1, number - _CARRIED), number + 1):
            if self.analysis.symbols[before]:
                self._go_on(before)

    def _go_on(self, number: int) -> None:
        """Go on to a sentence that has items; its cues are read when they are asked for."""
        items = self.analysis.items[number]
        if items[0].kind in _LIST_OPENERS and (listed := self._proposal_before(number)) is not None:
            self.carry = (number - 1, listed)
        self.number, self.items, self._cues = number, items, None
        if items[-1].kind == "':'" and (introduced := self._before(len(items))) is not None:
            self.carry = (number, introduced)  # "… thống nhất trình cấp trên:" governs the list below

    @property
    def cues(self) -> list[_Cue]:
        """The cues of the sentence, in order."""
        if self._cues is None:
            self._cues = self._read_cues()
        return self._cues

    def _read_cues(self) -> list[_Cue]:
        cues = []
        for match in self.analysis.matches("stage", [self.number]):
            says = match.rule.says
            cue = self.items[match.slots["cue"][0]]
            if says["stage"] == "aimed" and self._reached(match.slots["cue"][0]):
                continue
            cues.append(
                _Cue(
                    match.slots["cue"][0],
                    says["stage"],
                    says.get("holds", False),
                    says.get("weak", False),
                    says.get("only_received", False),
                    says.get("yields", False),
                    (cue.first, cue.last),
                    match.rule.id,
                )
            )
        if self.analysis.holds(self.number, "REVIEW"):
            cues += [
                _Cue(index, "voted", True, False, False, False, (item.first, item.last), "stage.voted")
                for index, item in enumerate(self.items)
                if item.kind == "REVIEW" and self.analysis.text(item).lower().startswith(_VOTING_REVIEWS)
            ]
        return sorted(cues, key=attrgetter("index"))

    def _proposal_before(self, number: int) -> Stage | None:
        """ "… trình xin ý kiến về các hình thức khen thưởng. Trong đó: trao Cờ … cho A": proposed is what the next sentence lists."""
        if self.number != number - 1 or self.analysis.holds(self.number, "AWARD"):
            return None
        said = self._before(len(self.items))
        return said if said is not None and said.name == "proposed" else None

    def stage_of(self, index: int, match: Match) -> Stage | None:
        """The stage of the award at item ``index`` of the current sentence."""
        state = self._before(index)
        if state is None or self._yields(state):
            after = next((cue for cue in self.cues if index < cue.index <= max(match.last, index + 6) and cue.stage != "recited"), None)
            if after is not None:
                state = Stage(after.stage, after.index, after.place, after.rule)
        carry = self.carry
        if carry is not None and (self.number - carry[0] <= _CARRIED if state is None else self._listed_under_proposal(state, carry)):
            state = Stage(carry[1].name, carry[1].index, carry[1].place, carry[1].rule, True)
        if state is not None:
            self.carry = (self.number, state)
        return state

    def _listed_under_proposal(self, state: Stage, carry: tuple[int, Stage]) -> bool:
        """ "- Tặng Cờ thi đua …: A" as an item of a list that a proposal introduces."""
        if carry[1].name not in ("proposed", "voted") or self.number - carry[0] > _CARRIED:
            return False
        if state.name == "decided" and state.index <= 2 and self.items[0].kind in ("'-'", "'+'", "'*'", "CONFER", "COUNT", "'•'"):
            return True
        goes_on = self.items[0].kind in ("BELONG", "INCLUDING", "TO") or self.analysis.tokens.words[self.items[0].first] == "với"
        if not goes_on or state.name not in ("decided", "presented"):
            return False
        clause = next((at + 1 for at in range(state.index - 1, -1, -1) if self.items[at].kind == "';'"), 0)
        return not any(item.kind in _SOMEBODY for item in self.items[clause : state.index])

    def _reached(self, at: int) -> bool:
        """ "hoàn thành các chỉ tiêu, được tặng …": an aim that is said to be reached governs nothing."""
        if self.analysis.text(self.items[at]).lower() not in _AIM_NOUNS:
            return False
        words: list[str] = []
        for item in reversed(self.items[max(0, at - _CLAUSE) : at]):
            if item.kind in ("','", "';'", "':'", "AIM"):
                break
            words = [*self.analysis.tokens.words[item.first : item.last], *words]
        return any(verb in f" {' '.join(words)} " for verb in _REACHED)

    def stage_of_list(self, index: int, meeting: Meeting | None) -> Stage | None:
        """The stage of an item of a list or a line of a table with no verb of its own.

        It is what the nearest lines above say; else what a bloc's review does: it votes.
        """
        for number in range(self.number - 1, max(self.number - _LINES_ABOVE, -1), -1):
            items = self.analysis.items[number]
            told = [match for match in self.analysis.matches("stage", [number]) if match.rule.says["stage"] in _SAID_ABOVE]
            if told:
                strongest = max(told, key=lambda match: (match.rule.says.get("holds", False), match.first))
                cue = items[strongest.slots["cue"][0]]
                return Stage(strongest.rule.says["stage"], index, (cue.first, cue.last), strongest.rule.id, True)
            if self.analysis.sentences[number].kind == "heading":
                break
        if meeting is not None and meeting.kind == "annual_review":
            return Stage("voted", index, meeting.type_finding.ranges[0], "stage.review", True)
        return None

    def _yields(self, state: Stage) -> bool:
        """ "khối có 2 Cờ thi đua được đề nghị": a cue that says next to nothing gives way to one behind the award."""
        return state.index in [cue.index for cue in self.cues if cue.yields]

    def _before(self, index: int) -> Stage | None:
        state: _Cue | None = None
        recited: _Cue | None = None
        for cue in self.cues:
            if cue.index >= index:
                break
            if cue.only_received:
                recited = cue
            elif (
                (
                    state is not None
                    and state.stage == "aimed"
                    and (not any(item.kind == "';'" for item in self.items[state.index : cue.index]) or self._in_list_of_aims(cue))
                    and (cue.stage != "proposed" or self._hoped_for(cue.index, state.index))
                )
                or (
                    state is not None
                    and state.stage == "received"
                    and cue.stage == "decided"
                    and cue.weak
                    and cue.index - state.index <= _NEAR
                )
                or (state is not None and cue.yields)
            ):
                continue
            elif state is None or not state.holds:
                state = cue
            elif cue.holds:
                state = cue if not (state.stage == "proposed" and cue.stage == "voted") else state
            elif not cue.weak and not self._governed(state, cue):
                state = cue
        if state is None:
            return None
        if recited is not None and state.stage == "received" and self._recites(recited, state):
            return Stage("recited", recited.index, recited.place, recited.rule)
        return Stage(state.stage, state.index, state.place, state.rule)

    def _hoped_for(self, at: int, aim: int) -> bool:
        """ "phấn đấu … được Bộ X đề nghị tặng", "… được khối suy tôn, đề nghị tặng": the proposal is part of what is aimed at."""
        before = at - 1
        while before > aim and self.items[before].kind in _OF_THE_PROPOSAL:
            before -= 1
        return self.items[before].kind == "PASSIVE"

    def _recites(self, recited: _Cue, state: _Cue) -> bool:
        """ "5 năm liền được tặng Cờ …; 2 tập thể được tặng …": what is recalled ends with its clause."""
        return recited.index < state.index and not any(item.kind == "';'" for item in self.items[recited.index : state.index])

    def _in_list_of_aims(self, cue: _Cue) -> bool:
        """ "phấn đấu đạt các chỉ tiêu như: …; 2 đơn vị được đề nghị tặng Cờ …": the aim governs all items behind its colon."""
        aims = [other.index for other in self.cues if other.stage == "aimed" and other.index < cue.index]
        return any(
            self.analysis.text(self.items[aim]).lower() in _LISTED_AIMS
            and any(item.kind == "':'" for item in self.items[aim + 1 : min(cue.index, aim + _LIST_NEAR)])
            for aim in aims
        )

    def _governed(self, state: _Cue, cue: _Cue) -> bool:
        """ "đề nghị UBND tỉnh trao tặng …": the giving verb belongs to the proposal when only its agent stands between."""
        between = self.items[state.index + 1 : cue.index]
        return len(between) <= _NEAR and all(
            item.kind in ("AUTH", "ORG", "POST", "PROVINCE", "CONFER", "'xét'", "PASSIVE") for item in between
        )
