package dev.waypost.console.web.overview;

import dev.waypost.console.web.frame.Outcome;
import dev.waypost.console.web.frame.Pages;
import dev.waypost.console.web.frame.Section;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/// Whether all is well, at a glance.
@Controller("/ui/overview")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class OverviewPage {
    private final Pages pages;
    private final OverviewPieces pieces;

    OverviewPage(Pages pages, OverviewPieces pieces) {
        this.pages = pages;
        this.pieces = pieces;
    }

    @Get
    public HttpResponse<?> show(HttpRequest<?> request) {
        return pages.show(
                request, Section.OVERVIEW, visit -> Outcome.page(Section.OVERVIEW, "Overview", pieces.of(visit)));
    }
}
