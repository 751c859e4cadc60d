"""Keeping the house friendly: rules about other servers, reports, suspensions, the log."""

from fedicoop.moderation.models import DomainRule, LogEntry, Report

__all__ = ["DomainRule", "LogEntry", "Report"]
