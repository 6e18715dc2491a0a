//! Rows B47 and B52: not written yet; what is covered stands in `commands`, `present::cell` and `domain/scorecard`.
