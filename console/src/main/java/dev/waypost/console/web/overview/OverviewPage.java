package dev.waypost.console.web.overview;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Section;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/// Whether all is well, at a glance, and still so in three seconds.
@Controller("/ui/overview")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class OverviewPage {
    private static final Duration PAUSE = Duration.ofSeconds(3);

    /// Then the browser asks again, and the session is looked at again.
    private static final int NEWS_PER_STREAM = 20;

    private final Pages pages;
    private final OverviewPieces pieces;

    OverviewPage(Pages pages, OverviewPieces pieces) {
        this.pages = pages;
        this.pieces = pieces;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(
                request,
                Section.OVERVIEW,
                visit -> Outcome.page(
                        Section.OVERVIEW,
                        "Overview",
                        h("div", attr("data-live", "/ui/overview/news"), pieces.of(visit)),
                        h("p.soft.small", "Looked at again every three seconds while this page is open.")));
    }

    @Get("/news")
    @Produces(MediaType.TEXT_EVENT_STREAM)
    public Publisher<Event<String>> news(HttpRequest<?> request) {
        return Flux.interval(PAUSE)
                .take(NEWS_PER_STREAM)
                .onBackpressureDrop()
                .publishOn(Schedulers.boundedElastic(), 1)
                .concatMapIterable(_ -> pieces.of(pages.again(request)))
                .map(piece -> Event.of(piece.toString()).name("piece"));
    }
}
