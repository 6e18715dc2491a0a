//! The headers of one request, as far as a source may look at them.
//!
//! Knows that names have no case and may repeat. Refuses to know any HTTP library.

/// Header names and values, in order of arrival. Values that are not text are left out.
#[derive(Debug, Clone, Default)]
pub struct HeaderView<'a>(Vec<(&'a str, &'a str)>);

impl<'a> HeaderView<'a> {
    /// These headers.
    pub fn of(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// Reads `K: V`, as `afterword hook --header` takes it.
    pub fn line(written: &'a str) -> Option<(&'a str, &'a str)> {
        let (name, value) = written.split_once(':')?;
        let name = name.trim();
        (!name.is_empty()).then_some((name, value.trim()))
    }

    /// Every value under this name.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a str> + use<'a, '_> {
        let name = name.to_owned();
        self.0.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(&name)).map(|(_, v)| *v)
    }

    /// The first value under this name.
    pub fn first(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| *v)
    }
}
