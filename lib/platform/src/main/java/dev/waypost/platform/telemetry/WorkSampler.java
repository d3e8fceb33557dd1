package dev.waypost.platform.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/// Records a share of the traces, a caller's decision first, and none that begins with a call of ours to somebody.
///
/// A trace that begins so is a worker polling: no unit of work, and there are thousands of them.
final class WorkSampler implements Sampler {
    private final Sampler roots;
    private final Sampler all;

    WorkSampler(double share) {
        this.roots = Sampler.traceIdRatioBased(share);
        this.all = Sampler.parentBased(new Roots(roots));
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        return all.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return "WorkSampler{" + roots.getDescription() + "}";
    }

    private record Roots(Sampler share) implements Sampler {
        @Override
        public SamplingResult shouldSample(
                Context parent,
                String traceId,
                String name,
                SpanKind kind,
                Attributes attributes,
                List<LinkData> links) {
            return kind == SpanKind.CLIENT
                    ? SamplingResult.drop()
                    : share.shouldSample(parent, traceId, name, kind, attributes, links);
        }

        @Override
        public String getDescription() {
            return "Roots";
        }
    }
}
