"""Which stage may follow which (标准全周期)."""

from yifa.governance.standards.choices import Stage

ORDER = list(Stage)
#: stage → stages that may come next; after 复审 a standard is carried on, improved, or drafted anew.
NEXT: dict[str, tuple[str, ...]] = {
    "": (Stage.PROJECT,),
    Stage.PROJECT: (Stage.DRAFTING,),
    Stage.DRAFTING: (Stage.ISSUE,),
    Stage.ISSUE: (Stage.IMPLEMENT,),
    Stage.IMPLEMENT: (Stage.EVALUATE, Stage.REVIEW),
    Stage.EVALUATE: (Stage.IMPROVE, Stage.REVIEW),
    Stage.IMPROVE: (Stage.IMPLEMENT, Stage.REVIEW),
    Stage.REVIEW: (Stage.IMPLEMENT, Stage.DRAFTING),
}
