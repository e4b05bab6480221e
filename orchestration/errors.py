"""Everything a user can be told. The message is all they see: it names source, file, rule and remedy."""

from difflib import get_close_matches

import duckdb


class LeadhouseError(Exception):
    """A run that stops with a reason. The command line prints the message alone and exits with `exit_code`."""

    exit_code = 1


class ConfigError(LeadhouseError):
    """leadhouse.yml or the command line asks for something that cannot be."""

    exit_code = 2


class ContractError(LeadhouseError):
    """The raw contract contradicts itself: a fault of the project, not of its user."""


class IngestError(LeadhouseError):
    """A file as a whole cannot be loaded. Single bad rows never raise this; they are quarantined."""


class NotConserved(IngestError):
    """Rows read are not rows loaded + quarantined + duplicate + excluded. Nothing of the load was kept."""


class WarehouseDamaged(LeadhouseError):
    """The warehouse cannot be read, or it and the ledger disagree about what was loaded."""


class LedgerDamaged(LeadhouseError):
    """The ledger is gone, or does not hold what was written into it."""


class LandingDamaged(LeadhouseError):
    """A landed file is gone, or its bytes are not those that landed."""


class PublishedDamaged(LeadhouseError):
    """A published build, or the pointer to it, is not what was published."""


class BuildFailed(LeadhouseError):
    """dbt could not build or test a model."""


class SelectionRefused(LeadhouseError):
    """A run of one question alone would not give what a whole run gives."""


class AuditFailed(LeadhouseError):
    """A build broke an expectation; readers keep the last good one."""


class NotAudited(LeadhouseError):
    """A build without an audit, with a failed one, or with another build's."""


class NotFound(LeadhouseError):
    """A build, load, table or person that was asked for does not exist."""


class MissingExtra(LeadhouseError):
    """What was asked for needs a package that is installed on request only."""


class PublishRefused(LeadhouseError):
    """A build cannot take the readers' place: it is older than what they have, not whole, or damaged."""


class SyncRefused(LeadhouseError):
    """Scores are not written to a CRM: something says that they would be wrong, or of the wrong people or place."""


class RunInProgress(LeadhouseError):
    """Somebody else is writing to this home."""


class QueryRefused(LeadhouseError):
    """A query that is wrong, or asks for more than reading the published marts."""


def told(error: Exception) -> str:
    """What the system or a store refused, in words: no room, no right, no such place."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return f"{str(error).splitlines()[0]} Allow more by LEADHOUSE_MEMORY (such as 12GB), and run again."
    place = f"{error.filename}: " if getattr(error, "filename", None) else ""
    reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
    return f"{place}{reason}. Make room there, or see that it can be written, and run again."


def nearest(word: str, words: list[str]) -> str:
    """' Did you mean …?' for a misspelt word, or the words there are; empty if there are none."""
    if close := get_close_matches(word.lower(), [known.lower() for known in words], n=1, cutoff=0.5):
        return f" Did you mean '{next(known for known in words if known.lower() == close[0])}'?"
    return f" Known: {', '.join(words)}." if words else ""
