//! `multipart/form-data`, as far as Discord's uploads need it.
//!
//! Knows parts, names and file names. Refuses to know what they mean.

/// One part of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub name: String,
    pub file_name: Option<String>,
    pub bytes: &'a [u8],
}

/// The boundary of a multipart content type.
pub(super) fn boundary(content_type: &str) -> Option<&str> {
    let rest = content_type.strip_prefix("multipart/form-data")?;
    let value = rest.split(';').find_map(|p| p.trim().strip_prefix("boundary="))?;
    Some(value.trim_matches('"'))
}

/// The parts of a body; `None` if it is malformed.
pub(super) fn parts<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<Part<'a>>> {
    let delimiter = format!("--{boundary}");
    let mut rest = after(body, delimiter.as_bytes())?;
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let end = position(rest, format!("\r\n{delimiter}").as_bytes())?;
        let (part, behind) = rest.split_at_checked(end)?;
        parts.push(read(part)?);
        rest = after(behind, delimiter.as_bytes())?;
    }
}

fn read(part: &[u8]) -> Option<Part<'_>> {
    let split = position(part, b"\r\n\r\n")?;
    let headers = std::str::from_utf8(part.get(..split)?).ok()?;
    let bytes = part.get(split + 4..)?;
    let disposition = headers.lines().find(|l| l.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let value = |key: &str| {
        let found = disposition.split(';').find_map(|p| p.trim().strip_prefix(key)?.strip_prefix('='))?;
        Some(found.trim_matches('"').to_owned())
    };
    Some(Part { name: value("name")?, file_name: value("filename"), bytes })
}

fn after<'a>(bytes: &'a [u8], what: &[u8]) -> Option<&'a [u8]> {
    bytes.get(position(bytes, what)? + what.len()..)
}

fn position(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|w| w == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_with_a_file_is_read_to_the_byte() {
        let body = b"--x\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n{}\r\n--x\r\n\
            Content-Disposition: form-data; name=\"files[0]\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\
            \x00\r\n\x01\r\n--x--\r\n";
        let parts = parts(body, boundary("multipart/form-data; boundary=x").unwrap()).unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[0], Part { name: "payload_json".into(), file_name: None, bytes: b"{}" });
        assert_eq!(parts[1], Part { name: "files[0]".into(), file_name: Some("a.png".into()), bytes: b"\x00\r\n\x01" });
    }

    #[test]
    fn a_cut_off_form_is_refused() {
        assert_eq!(parts(b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf", "x"), None);
        assert_eq!(parts(b"", "x"), None);
    }
}
