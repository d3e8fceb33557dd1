package dev.waypost.config.hub;

import dev.waypost.config.change.Names;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.CreatePhoneNumberResponse;
import dev.waypost.proto.config.v1.DeletePhoneNumberRequest;
import dev.waypost.proto.config.v1.DeletePhoneNumberResponse;
import dev.waypost.proto.config.v1.GetPhoneNumberRequest;
import dev.waypost.proto.config.v1.GetPhoneNumberResponse;
import dev.waypost.proto.config.v1.ListPhoneNumbersRequest;
import dev.waypost.proto.config.v1.ListPhoneNumbersResponse;
import dev.waypost.proto.config.v1.UpdatePhoneNumberRequest;
import dev.waypost.proto.config.v1.UpdatePhoneNumberResponse;
import jakarta.inject.Singleton;
import java.time.Instant;

/// Phone numbers over gRPC.
@Singleton
final class NumberApi {
    private final NumberStore store;
    private final Numbers numbers;
    private final HubCommits commits;

    NumberApi(NumberStore store, Numbers numbers, HubCommits commits) {
        this.store = store;
        this.numbers = numbers;
        this.commits = commits;
    }

    CreatePhoneNumberResponse create(CreatePhoneNumberRequest r) {
        var wanted = new PhoneNumber(
                r.getPhoneNumberId(),
                r.getAppId(),
                r.getDisplayNumber(),
                r.getName(),
                Names.orNull(r.getTenantId()),
                !r.hasActive() || r.getActive(),
                1,
                Instant.EPOCH,
                Instant.EPOCH);
        return commits.commit(
                r.getRequestId(),
                r,
                CreatePhoneNumberResponse.parser(),
                change -> CreatePhoneNumberResponse.newBuilder()
                        .setPhoneNumber(HubWireApi.write(numbers.add(change, wanted)))
                        .build());
    }

    GetPhoneNumberResponse get(GetPhoneNumberRequest r) {
        String id = r.getPhoneNumberId();
        return GetPhoneNumberResponse.newBuilder()
                .setPhoneNumber(HubWireApi.write(Hub.NUMBER.seen(id, r.getTenantId(), store.find(id))))
                .build();
    }

    ListPhoneNumbersResponse list(ListPhoneNumbersRequest r) {
        Page page = Page.of(r.getPageToken(), r.getPageSize(), r.getTenantId());
        var answer = ListPhoneNumbersResponse.newBuilder();
        String next = page.fill(
                store.list(page, r.getAppId()), one -> answer.addPhoneNumbers(HubWireApi.write(one)), PhoneNumber::id);
        return answer.setNextPageToken(next).build();
    }

    UpdatePhoneNumberResponse update(UpdatePhoneNumberRequest r) {
        String id = r.getPhoneNumberId();
        return commits.commit(r.getRequestId(), r, UpdatePhoneNumberResponse.parser(), change -> {
            PhoneNumber after = numbers.update(
                    change,
                    id,
                    r.getExpectedRevision(),
                    held -> new PhoneNumber(
                            id,
                            held.appId(),
                            r.hasDisplayNumber() ? r.getDisplayNumber() : held.displayNumber(),
                            r.hasName() ? r.getName() : held.name(),
                            r.hasTenantId() ? Names.orNull(r.getTenantId()) : held.tenantId(),
                            r.hasActive() ? r.getActive() : held.active(),
                            held.revision(),
                            held.created(),
                            held.updated()));
            return UpdatePhoneNumberResponse.newBuilder()
                    .setPhoneNumber(HubWireApi.write(after))
                    .build();
        });
    }

    DeletePhoneNumberResponse delete(DeletePhoneNumberRequest r) {
        return commits.commit(r.getRequestId(), r, DeletePhoneNumberResponse.parser(), change -> {
            numbers.delete(change, r.getPhoneNumberId(), r.getExpectedRevision());
            return DeletePhoneNumberResponse.getDefaultInstance();
        });
    }
}
