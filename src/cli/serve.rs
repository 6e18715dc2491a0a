//! `serve` and `migrate`.

use std::sync::Arc;

use super::Failure;
use crate::app::{App, Crank};
use crate::chance::Chance;
use crate::clock::SystemClock;
use crate::config::Settings;
use crate::lifecycle;
use crate::telemetry;

/// Runs until told to stop, then finishes what is under way.
pub async fn serve(settings: Settings) -> Result<(), Failure> {
    let _written_at_the_end = telemetry::init(&settings.log).map_err(|e| Failure::Failed(e.to_string()))?;
    settings.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    if settings.slack.is_none() && settings.discord.is_none() {
        return Err(Failure::Usage(
            "no platform is configured: set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or DISCORD_TOKEN (or try `afterword demo`)"
                .to_owned(),
        ));
    }
    let clock = Arc::new(SystemClock::default());
    let app = App::start(settings, clock, Arc::new(Chance::system()), Crank::Itself).await?;
    tracing::info!(address = %app.address, "Afterword is up");
    lifecycle::asked_to_stop().await;
    tracing::info!("stopping: finishing what is under way");
    let escalated = async {
        lifecycle::asked_to_stop().await;
        tracing::warn!("a second signal: leaving at once");
    };
    tokio::select! {
        clean = app.stop() => match clean {
            true => Ok(()),
            false => Err(Failure::Failed("some work was left behind; it is taken up again at the next start".to_owned())),
        },
        () = escalated => Err(Failure::Failed("stopped by a second signal".to_owned())),
    }
}

/// Brings the schema up to date and says what was applied.
pub async fn migrate(settings: Settings) -> Result<(), Failure> {
    let store = crate::store::Store::open(secrecy::ExposeSecret::expose_secret(&settings.database_url)).await?;
    let applied = store.migrate().await?;
    match applied.as_slice() {
        [] => println!("the schema is up to date"),
        names => names.iter().for_each(|name| println!("applied {name}")),
    }
    store.close().await;
    Ok(())
}
