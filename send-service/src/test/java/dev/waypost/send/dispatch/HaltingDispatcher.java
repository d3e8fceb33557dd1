package dev.waypost.send.dispatch;

import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.tally.CallsUnderWay;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.providers.Providers;
import dev.waypost.send.Halts;
import dev.waypost.send.media.MediaSender;
import dev.waypost.send.message.MessageStore;
import dev.waypost.send.message.QueuedMessage;
import dev.waypost.send.message.Texts;
import dev.waypost.send.pace.NumberPace;
import dev.waypost.send.tenant.Tenants;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.function.Function;

@Singleton
@Requires(property = Halts.PROPERTY)
@Replaces(Dispatcher.class)
class HaltingDispatcher extends Dispatcher {
    HaltingDispatcher(
            Tenants tenants,
            Providers providers,
            MediaSender media,
            MessageStore messages,
            Texts texts,
            Traces traces,
            InstantSource clock,
            MeterRegistry meters,
            DispatchSettings settings,
            NumberPace pace,
            Tallies tallies,
            CallsUnderWay calls) {
        super(tenants, providers, media, messages, texts, traces, clock, meters, settings, pace, tallies, calls);
    }

    @Override
    DispatchResult turn(WorkItem<QueuedMessage> item, Function<WorkItem<QueuedMessage>, Beginning> begin) {
        Halts.BEFORE_BEGIN.pass(item.payload().recipient());
        DispatchResult result = super.turn(item, begin);
        Halts.ANSWERED.pass(item.payload().recipient());
        return result;
    }
}
