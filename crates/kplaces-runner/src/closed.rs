#[cfg(unix)]
use rustix::process;

/// Keeps the memory of this process to itself, before anything secret is in it.
///
/// There is no core file of a crash. On Linux no other process of the same user can read the memory
/// either, or attach to it; the administrator always can. What swapping writes to the disk is the
/// system's matter.
pub(crate) fn to_others() {
    #[cfg(unix)]
    {
        let none = process::Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        // Lowering a limit is always allowed; where it is not, the next one still holds.
        let _ = process::setrlimit(process::Resource::Core, none);
    }
    #[cfg(target_os = "linux")]
    {
        // A core file that goes to a program by a pipe is not bound by the limit, but by this.
        let _ = process::set_dumpable_behavior(process::DumpableBehavior::NotDumpable);
    }
}
