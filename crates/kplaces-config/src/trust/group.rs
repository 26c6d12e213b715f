//! Groups in which nobody else is. Where each user has a group of his own, files are made for it to write.

use std::path::Path;

/// A list of users or groups that is longer is of a system where such a group is not to be expected.
const MAX: u64 = 4 << 20;

/// Whether only this user and root are in a group, by the lists of this device, and the bits of the file at
/// `path` are the group's: with an access list they stand for everybody who is named in it.
///
/// A group that the lists do not know, as one of a directory service, is taken for one of others.
pub(super) fn is_private(gid: u32, path: &Path) -> bool {
    let list = |path: &str| crate::layers::read_up_to(Path::new(path), MAX).ok();
    let (Some(users), Some(groups)) = (list("/etc/passwd"), list("/etc/group")) else {
        return false;
    };
    let me = rustix::process::geteuid().as_raw();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    is_private_by(&text(&users), &text(&groups), gid, me) && !has_access_list(path)
}

fn is_private_by(users: &str, groups: &str, gid: u32, me: u32) -> bool {
    let is_own = |uid: u32| uid == me || uid == 0;
    // Name, password, user, group, and more.
    let users: Vec<(&str, u32, u32)> = users
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?;
            let (uid, gid) = (fields.nth(1)?, fields.next()?);
            Some((name, uid.parse().ok()?, gid.parse().ok()?))
        })
        .collect();
    // Name, password, group, members.
    let group = groups.lines().find_map(|line| {
        let mut fields = line.split(':').skip(2);
        let number: u32 = fields.next()?.parse().ok()?;
        (number == gid).then(|| fields.next().unwrap_or_default())
    });
    let Some(named) = group else {
        return false;
    };
    let first = users.iter().filter(|(_, _, group)| *group == gid);
    let mut members: Vec<Option<u32>> = first.map(|(_, uid, _)| Some(*uid)).collect();
    members.extend(
        named
            .split(',')
            .filter(|name| !name.is_empty())
            .map(|name| {
                let user = users.iter().find(|(known, _, _)| *known == name);
                user.map(|(_, uid, _)| *uid)
            }),
    );
    // Programs may be in a group that has no member.
    !members.is_empty() && members.iter().all(|uid| uid.is_some_and(is_own))
}

/// Whether a file has an access list besides its permissions, or that cannot be told.
fn has_access_list(path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::io::Errno;
        let mut nothing: [u8; 0] = [];
        let found = rustix::fs::lgetxattr(path, "system.posix_acl_access", &mut nothing);
        !matches!(found, Err(Errno::NODATA | Errno::NOTSUP))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_private_if_nobody_else_is_in_it() {
        let users = "root:x:0:0:root:/root:/bin/bash\nanna:x:1000:1000::/home/anna:/bin/sh\n\
                     ben:x:1001:100::/home/ben:/bin/sh\nbroken\n";
        let groups = "root:x:0:\nanna:x:1000:\nusers:x:100:\nteam:x:2000:anna,ben\n\
                      own:x:2001:anna\nempty:x:2002:\ngone:x:2003:anna,left\nadmin:x:2004:root,anna\n";
        let private = |gid| is_private_by(users, groups, gid, 1000);
        for gid in [0, 1000, 2001, 2004] {
            assert!(private(gid), "{gid}");
        }
        for gid in [100, 2000, 2002, 2003, 3000] {
            assert!(!private(gid), "{gid}");
        }
    }
}
