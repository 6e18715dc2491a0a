//! The one integration binary.

mod browser;
mod demo_page;
